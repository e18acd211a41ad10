# Enters a root directory: called in fresh namespaces with the directory as its argument. Ends, and
# with it everything in there, when its standard input does.
set -e
root=$1
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount --bind /tmp "$root/tmp"
printf .
exec chroot "$root" sh -c 'read -r line'
