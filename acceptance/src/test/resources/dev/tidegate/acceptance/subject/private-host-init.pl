# The first process of a private host: reaps what is left behind, writes what comes to /dev/log into
# /var/log/syslog, and ends, and with it everything in the host, when its standard input does.
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use IO::Socket::UNIX;
use Socket;

$SIG{CHLD} = 'IGNORE';
my $log = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => '/dev/log') or die "/dev/log: $!";
chmod 0666, '/dev/log';
open(my $file, '>>', '/var/log/syslog') or die "/var/log/syslog: $!";
$file->autoflush(1);
STDOUT->autoflush(1);
print "ready\n";

my $select = IO::Select->new($log, \*STDIN);
while (1) {
  for my $ready ($select->can_read) {
    if ($ready == $log) {
      defined $log->recv(my $record, 65536) or next;
      $record =~ s/[\0\n]+\z//;
      print {$file} "$record\n";
    } else {
      sysread(STDIN, my $ignored, 4096) or exit 0;
    }
  }
}
