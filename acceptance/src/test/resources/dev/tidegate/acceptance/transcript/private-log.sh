#!/bin/sh
# Runs a program with a /dev of its own, in which /dev/log is the given socket:
#   unshare -m sh private-log.sh FOLDER SOCKET PROGRAM ARGUMENT...
set -e
folder=$1
socket=$2
shift 2
mount --make-rprivate /
mount -t tmpfs none "$folder"
for device in null zero full random urandom; do
  : > "$folder/$device"
  mount --bind "/dev/$device" "$folder/$device"
done
ln -s /proc/self/fd "$folder/fd"
ln -s "$socket" "$folder/log"
mount --rbind "$folder" /dev
exec "$@"
