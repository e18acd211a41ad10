# SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later
#
# For --preload, with -E: initialises SpamAssassin and compiles its rules once, before workers are
# forked. Fit for the filter of Debian's package mimedefang and for every other filter that calls
# spam_assassin_check or spam_assassin_init without the path of a configuration file. A filter that
# gives one needs the same path here: spam_assassin_init('/etc/mail/sa-mimedefang.cf').
#
# Without it each worker compiles the rules at its first scan, which takes about a second and the
# memory once for each worker.

use strict;
use warnings;

# What the rules look up in the network is looked up again by each worker, on sockets of its own.
my $scanner = main::spam_assassin_init();
die "SpamAssassin is not installed, or the filter does not load it\n" if !defined $scanner;

# 1: read the users' preferences as well, as the first scan would.
$scanner->compile_now(1);

1;
