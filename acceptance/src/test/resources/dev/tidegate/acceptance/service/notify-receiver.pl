# The receiving end of NOTIFY_SOCKET: prints each datagram as a line, newlines within as spaces, and
# after READY what the command socket that the file names answers to "free" at that moment.
use strict;
use warnings;
use Socket;

my ($name, $file) = @ARGV;
$| = 1;
my $address = $name =~ /^@(.*)/ ? pack_sockaddr_un("\0$1") : pack_sockaddr_un($name);
socket(my $receiver, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
bind($receiver, $address) or die "bind $name: $!";
chmod 0666, $name;
print "open\n";
while (defined recv($receiver, my $datagram, 65536, 0)) {
  $datagram =~ tr/\n/ /;
  print $datagram, $datagram eq 'READY=1' ? ' and free is ' . free() : '', "\n";
}

sub free {
  open(my $in, '<', $file) or die "$file: $!";
  my $command_socket = <$in>;
  socket(my $client, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
  connect($client, pack_sockaddr_un($command_socket)) or return "not to be had: $!";
  syswrite($client, "free\n");
  return scalar(<$client>) =~ s/\n//r;
}
