#line 2 "warm-parent.pl"
# SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-or-later
#
# Loads a Perl filter program such as mimedefang.pl once, and forks a worker for each order of the
# multiplexor. docs/WARM-WORKERS.md describes the protocol. The multiplexor runs this text by
# perl -e, with the switches of the program's first line and these arguments:
#
#   PROGRAM PRELOAD-FILE [-f RULES] -embserver | -embserveru
#
# Descriptor 3 is the control socket; descriptors 1 and 2 are a pipe to the multiplexor's log.
# Nothing but Perl's own POSIX is loaded: the filter's modules may be of any version.

BEGIN { $0 = $ARGV[0] }

package Tidegate::WarmParent;

use strict;
use warnings;
use POSIX ();

use constant CONTROL => 3;
use constant MOST_LINE_BYTES => 256;
use constant { PR_SET_DUMPABLE => 4, PR_SET_NAME => 15, PR_GET_TID_ADDRESS => 40 };
use constant { SIGCHLD => 17, CLONE_PARENT => 0x8000 };
use constant { CLONE_CHILD_CLEARTID => 0x200000, CLONE_CHILD_SETTID => 0x1000000 };
use constant { SOL_SOCKET => 1, SCM_RIGHTS => 1, MSG_CTRUNC => 8, MSG_CMSG_CLOEXEC => 0x40000000 };
use constant { F_SETFD => 2, FD_CLOEXEC => 1 };
use constant { MADV_COLLAPSE => 25, LEAST_COLLAPSED_BYTES => 4 * 1024 * 1024 };

# A control message: its header, and its size with room for more descriptors than are ever sent.
use constant { CMSG_HEADER => 16, CMSG_BYTES => 16 + 4 * 8 };

my $machine = (POSIX::uname())[4];
my %numbers_of = (
    x86_64 => { clone => 56, fcntl => 72, madvise => 28, prctl => 157, recvmsg => 47 },
    aarch64 => { clone => 220, fcntl => 25, madvise => 233, prctl => 167, recvmsg => 212 },
);
my $number = $numbers_of{$machine};

my ($program, $preload, @arguments) = @ARGV;

# Tainted with -T, but they are the multiplexor's own.
($program) = $program =~ /\A(.*)\z/s;
($preload) = $preload =~ /\A(.*)\z/s;
my $descriptors = $arguments[-1] eq '-embserveru' ? 4 : 3;
my $stderr_was_moved = 0;
my $loading_pid = $$;

# The end of the program while it is loaded is a failure, with a status other than 0.
END {
    if ($loading_pid == $$ && $? == 0) {
        defined &main::main ? print STDERR "$program ended while it was loaded\n" : unsupported();
        $? = 1;
    }
}

send_line('warm 1');
load();
send_line('ready');
become_worker(serve());
exit(main::do_main_loop());

sub load {
    if (!defined $number || length(pack('P', undef)) != 8) {
        send_line("unsupported this Perl ($machine) has no known numbers of system calls");
        exit(1);
    }
    # Programs that the filter starts while it is loaded do not get the control socket.
    syscall($number->{fcntl}, CONTROL, F_SETFD, FD_CLOEXEC);
    # A compromised worker has the same user. This closes memory and descriptors to it.
    syscall($number->{prctl}, PR_SET_DUMPABLE, 0, 0, 0, 0);
    name_process($program);
    my $stderr = identity(2);
    @ARGV = @arguments;
    run_file($program);
    if (!defined &main::main || !defined &main::do_main_loop) {
        unsupported();
        exit(1);
    }
    my $status = main::main();
    if ($status) {
        print STDERR "main of $program returned $status\n";
        exit(1);
    }
    run_file($preload) if $preload ne '';
    # A filter may log its stderr elsewhere. Its workers then do so, too.
    $stderr_was_moved = identity(2) ne $stderr;
    settle();
    collapse_memory();
    $loading_pid = 0;
    name_process("$program (warm parent)");
}

sub unsupported {
    send_line("unsupported $program has no main::main and main::do_main_loop, as mimedefang.pl");
}

sub run_file {
    my ($file) = @_;
    delete $INC{$file};
    # A file without a package of its own is compiled into that of the caller.
    my $result = do { package main; do $file };
    return if defined $result;
    die $@ if $@ ne '';
    # Perl has an entry for each file that it could open.
    die "$file: $!\n" if !exists $INC{$file};
}

# Leaves nothing buffered that each worker would repeat, and a clean stdin.
sub settle {
    # Fork is documented to flush all handles; clone by syscall is not.
    local $SIG{CHLD} = 'DEFAULT';
    my $pid = fork();
    die "fork: $!\n" if !defined $pid;
    POSIX::_exit(0) if $pid == 0;
    waitpid($pid, 0);
    # Clears the mark of an end of file that the filter may have met.
    seek(STDIN, 0, 1) if defined fileno(STDIN);
    # The descriptors of workers must not land on 0, 1 or 2 if the filter has closed one of these.
    my $fd;
    do { $fd = POSIX::open('/dev/null', POSIX::O_RDWR()) } while (defined $fd && $fd <= 2);
    POSIX::close($fd) if defined $fd;
}

# Most of a fork is the copying of page tables, and a huge page is one entry of them instead of 512.
# A worker that writes to one gets a small page of its own, as otherwise. Not after the first fork:
# it would be a copy of what is shared.
sub collapse_memory {
    my $huge = '/sys/kernel/mm/transparent_hugepage';
    my ($page) = contents("$huge/hpage_pmd_size") =~ /\A([0-9]+)$/m or return;
    return if contents("$huge/enabled") =~ /\[never\]/;
    no warnings 'portable';
    for my $line (split /\n/, contents('/proc/self/maps')) {
        # Private, anonymous and writable: the heap, and large blocks beside it.
        my ($start, $end) = $line =~ /\A([0-9a-f]+)-([0-9a-f]+) rw-p \S+ \S+ 0 *(?:\[heap\])?\z/
            or next;
        $start = int((hex($start) + $page - 1) / $page) * $page;
        $end = int(hex($end) / $page) * $page;
        next if $end - $start < LEAST_COLLAPSED_BYTES;
        # Linux before 6.1 does not know it; then a fork takes longer.
        syscall($number->{madvise}, $start, $end - $start, MADV_COLLAPSE) == 0 or return;
    }
}

# Returns what is in a file, or nothing if it cannot be read.
sub contents {
    my ($path) = @_;
    open(my $file, '<', $path) or return '';
    local $/ = undef;
    my $text = <$file>;
    return defined $text ? $text : '';
}

# Returns in a worker only, with its descriptors.
sub serve {
    my $clear_tid = tid_address();
    my $flags = CLONE_PARENT | SIGCHLD;
    $flags |= CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID if $clear_tid;
    while (1) {
        my ($line, @passed) = receive();
        # No END blocks, no destructors: what the filter has opened belongs to its workers as well.
        POSIX::_exit(0) if $line eq '' || $line eq "quit\n";
        if ($line ne "fork\n" || @passed != $descriptors) {
            POSIX::close($_) for @passed;
            send_line('error not an order with ' . $descriptors . ' descriptors');
            next;
        }
        # The C library's wrapper of fork would make the worker a child of this process.
        # x86-64 and AArch64 differ in the order of the last two arguments, one of which is 0.
        my @last = $machine eq 'x86_64' ? ($clear_tid, 0) : (0, $clear_tid);
        my $pid = syscall($number->{clone}, $flags, 0, 0, @last);
        return @passed if $pid == 0;
        my $error = "$!";
        POSIX::close($_) for @passed;
        send_line($pid > 0 ? "forked $pid" : "error clone: $error");
    }
}

# Where the C library keeps the number of this thread, which must be the worker's own in a worker.
sub tid_address {
    my $address = pack('Q', 0);
    my $result = syscall($number->{prctl}, PR_GET_TID_ADDRESS, $address, 0, 0, 0);
    return $result == 0 ? unpack('Q', $address) : 0;
}

# Returns one line and the descriptors that came with it; an empty line at the end of file.
sub receive {
    my $bytes = MOST_LINE_BYTES;
    my $line = "\0" x $bytes;
    my $vector = pack('P Q', $line, $bytes);
    $bytes = CMSG_BYTES;
    my $control = "\0" x $bytes;
    my $message = pack('Q L x4 P Q P Q l x4', 0, 0, $vector, 1, $control, $bytes, 0);
    my $got;
    do {
        $got = syscall($number->{recvmsg}, CONTROL, $message, MSG_CMSG_CLOEXEC);
    } while ($got < 0 && $! == POSIX::EINTR());
    return '' if $got <= 0;
    my ($control_bytes, $flags) = (unpack('Q L x4 Q Q Q Q l', $message))[5, 6];
    my @passed;
    if ($control_bytes > CMSG_HEADER) {
        my ($length, $level, $type) = unpack('Q l l', $control);
        if ($level == SOL_SOCKET && $type == SCM_RIGHTS) {
            @passed = unpack('l*', substr($control, CMSG_HEADER, $length - CMSG_HEADER));
        }
    }
    return (substr($line, 0, $got), $flags & MSG_CTRUNC ? () : @passed);
}

sub become_worker {
    my @passed = @_;
    POSIX::close(CONTROL);
    setpgrp(0, 0);
    for my $fd (0 .. $#passed) {
        next if $fd == 2 && $stderr_was_moved;
        defined POSIX::dup2($passed[$fd], $fd) or die "dup2: $!\n";
    }
    POSIX::close($_) for @passed;
    syscall($number->{prctl}, PR_SET_DUMPABLE, 1, 0, 0, 0);
    name_process($program);
    srand();
    $^T = time;
}

# Sets what ps prints, and the name that pgrep and killall compare, as of the program itself.
sub name_process {
    my ($line) = @_;
    $0 = $line;
    my $name = $program =~ s{.*/}{}sr;
    $name .= "\0";
    syscall($number->{prctl}, PR_SET_NAME, $name, 0, 0, 0) if defined $number;
}

# Device and inode of a descriptor.
sub identity {
    my ($fd) = @_;
    my ($device, $inode) = POSIX::fstat($fd);
    return defined $inode ? "$device:$inode" : '';
}

sub send_line {
    my ($line) = @_;
    $line =~ tr/\n/ /;
    $line = substr($line, 0, MOST_LINE_BYTES - 1) . "\n";
    while ($line ne '') {
        my $written = POSIX::write(CONTROL, $line, length $line);
        if (defined $written) {
            $line = substr($line, $written);
        } elsif ($! != POSIX::EINTR()) {
            # The multiplexor is gone.
            POSIX::_exit(1);
        }
    }
}
