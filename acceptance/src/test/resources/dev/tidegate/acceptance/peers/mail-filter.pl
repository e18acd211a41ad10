# A filter that does what the subject or the sender says.
use strict;
use warnings;

sub filter_sender {
  my ($sender) = @_;
  return ('REJECT', 'The filter refuses this sender') if $sender =~ /refused/;
  return ('CONTINUE', 'ok');
}

sub filter_end {
  my ($entity) = @_;
  my $subject = $main::Subject // '';
  if ($subject eq 'reject') {
    action_bounce('The filter said no');
  } elsif ($subject eq 'tempfail') {
    action_tempfail('The filter said later');
  } elsif ($subject eq 'die') {
    die "the filter dies\n";
  } elsif ($subject eq 'killed') {
    kill 9, $$;
  } else {
    action_add_header('X-Tidegate-Test', 'seen by the filter');
  }
}

1;
