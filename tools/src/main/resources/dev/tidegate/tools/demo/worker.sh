#!/bin/sh
# A pretended mail filter. It reads a request a line, answers each with a line, and
# says on descriptor 3 what it is doing. `scan QUEUE-ID DIRECTORY`: the last part of
# the directory's name is the kind of mail.

[ "$1" = -serveru ] || exec 3>/dev/null

# work WHAT SECONDS: the child holds no descriptor of ours, so that none outlives us.
work() {
  echo "$1" >&3
  sleep "$2" </dev/null >/dev/null 2>&1 3>&-
}

# Waits for ever without a child: nobody opens the other end.
hang() {
  echo "$1" >&3
  [ -p never ] || mkfifo never
  read -r nothing <never
}

while read -r command queue_id directory rest; do
  case $command:${directory##*/} in
    scan:letter)
      work 'checking the sender' 0.3
      work 'looking for spam' 0.4
      echo ok ;;
    scan:pictures)
      work 'reading three pictures' 0.5
      work 'looking for viruses' 0.5
      echo ok ;;
    scan:archive)
      work 'unpacking a zip' 0.6
      work 'looking for viruses' 0.6
      echo ok ;;
    scan:matryoshka)
      hang 'unpacking zips in zips'
      echo ok ;;
    scan:*)
      work 'reading' 0.5
      echo ok ;;
    ping:*)
      echo PONG ;;
    tick:*)
      echo "tock $queue_id" ;;
    *)
      echo 'ok 1' ;;
  esac
done
