#!/usr/bin/perl
# Listens on the datagram socket named by its argument, and prints each record as one line.
use strict;
use warnings;
use Socket;

$| = 1;
umask 0;
socket( my $log, PF_UNIX, SOCK_DGRAM, 0 ) or die "socket: $!";
bind( $log, pack_sockaddr_un( $ARGV[0] ) ) or die "$ARGV[0]: $!";
print "ready\n";
while ( defined recv( $log, my $record, 65536, 0 ) ) {
    $record =~ s/[\n\0]+\z//;
    $record =~ s/\n/\\n/g;
    print "$record\n";
}
