#!/usr/bin/perl
# The scripted worker: it tells the runner all that happens to it, and does what it is told.
# Both go over the Unix socket script.sock in its directory, a line each, texts in hexadecimal.
use strict;
use warnings;
use Socket;

my $argv  = join ' ', basename($0), @ARGV;
my @facts = ( "argv=$argv", facts() );

socket( my $runner, PF_UNIX, SOCK_STREAM, 0 ) or die "socket: $!";
connect( $runner, pack_sockaddr_un('script.sock') ) or die "script.sock: $!";
my ( $listening, $ignoring_eof ) = ( 1, 0 );
my ( $orders, $input ) = ( '', '' );
my $status;
open $status, '>&=', 3 or die "status: $!" if grep { $_ eq '-serveru' } @ARGV;
$SIG{PIPE} = 'IGNORE';
tell_runner( 'hello', $$, map { hex_of($_) } @facts );

while (1) {
    my $wanted = '';
    vec( $wanted, fileno($runner), 1 ) = 1;
    vec( $wanted, 0, 1 ) = 1 if $listening;
    next if select( $wanted, undef, undef, undef ) < 0;
    take_orders() if vec( $wanted, fileno($runner), 1 );
    take_input() if $listening && vec( $wanted, 0, 1 );
}

sub take_orders {
    sysread( $runner, $orders, 65536, length $orders ) or exit 0;
    while ( $orders =~ s/^([^\n]*)\n// ) {
        my ( $deed, $text ) = split / /, $1;
        obey( $deed, defined $text ? $text : '' );
        tell_runner('done');
    }
}

sub take_input {
    if ( !sysread( STDIN, $input, 65536, length $input ) ) {
        $listening = 0;
        tell_runner('eof');
        exit 0 unless $ignoring_eof;
        return;
    }
    tell_runner( 'read', hex_of($1) ) while $input =~ s/^([^\n]*)\n//;
}

sub obey {
    my ( $deed, $text ) = @_;
    my $plain = pack 'H*', $text;
    if    ( $deed eq 'print' )         { write_all( \*STDOUT, $plain ) }
    elsif ( $deed eq 'status' )        { write_all( $status,   $plain ) }
    elsif ( $deed eq 'stderr' )        { write_all( \*STDERR, $plain ) }
    elsif ( $deed eq 'exit' )          { exit $plain }
    elsif ( $deed eq 'die' )           { kill $plain, $$; sleep 5 }
    elsif ( $deed eq 'close-stdout' )  { require POSIX; POSIX::close(1) }
    elsif ( $deed eq 'stop-reading' )  { $listening    = 0 }
    elsif ( $deed eq 'go-on-reading' ) { $listening    = 1 }
    elsif ( $deed eq 'ignore-eof' )    { $ignoring_eof = 1 }
    elsif ( $deed eq 'ignore' )        { my $n = $plain; $SIG{$n} = sub { tell_runner( 'signal', hex_of($n) ) } }
    elsif ( $deed eq 'leave-child' )   { leave_child() }
}

# A child that holds the worker's pipes until the transcript is over.
sub leave_child {
    return if fork;
    close $runner;
    socket( my $other, PF_UNIX, SOCK_STREAM, 0 );
    connect( $other, pack_sockaddr_un('script.sock') );
    syswrite $other, "child $$\n";
    sysread $other, my $end, 1;
    exit 0;
}

sub write_all {
    my ( $out, $text ) = @_;
    my $done = 0;
    while ( $done < length $text ) {
        my $count = syswrite $out, $text, length($text) - $done, $done;
        last unless defined $count;
        $done += $count;
    }
}

sub tell_runner { syswrite $runner, join( ' ', @_ ) . "\n" }
sub hex_of      { unpack 'H*', $_[0] }
sub basename    { my ($path) = @_; $path =~ s{.*/}{}; $path }

sub facts {
    my @facts = ( sprintf( 'umask=%04o', umask ), 'directory=' . readlink '/proc/self/cwd' );
    opendir my $dir, '/proc/self/fd' or return @facts;
    my @open = sort { $a <=> $b } grep { /^\d+$/ && $_ != fileno $dir } readdir $dir;
    my @own  = grep { ( readlink("/proc/self/fd/$_") || '' ) !~ m{/worker$} } @open;
    push @facts, "descriptors=@own";
    open my $status, '<', '/proc/self/status' or return @facts;
    while (<$status>) {
        push @facts, "ignored-signals=$1" if /^SigIgn:\s*0*([0-9a-f]+)$/;
        push @facts, "blocked-signals=$1" if /^SigBlk:\s*0*([0-9a-f]+)$/;
    }
    my %limits = (
        'address-space' => 'Max address space',
        'data-size'     => 'Max data size',
        'resident-set'  => 'Max resident set',
        'open-files'    => 'Max open files',
    );
    open my $table, '<', '/proc/self/limits' or return @facts;
    while ( my $line = <$table> ) {
        for my $name ( keys %limits ) {
            push @facts, "$name=$1" if $line =~ /^$limits{$name}\s+(\S+)/;
        }
    }
    push @facts, map { "$_=" . ( exists $ENV{$_} ? $ENV{$_} : 'unset' ) }
      qw(TIDEGATE_KEPT NOTIFY_SOCKET WATCHDOG_USEC LISTEN_FDS);
    return @facts;
}
