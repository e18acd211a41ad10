# Makes a private host: called in fresh namespaces, with an empty folder and the script of the first
# process as arguments. What is written below the folders listed here is seen in this host alone.
set -e
scratch=$1
init=$2
mount --make-rprivate /
mount -t tmpfs -o mode=755 none "$scratch"
for folder in etc var run usr/bin; do
  mkdir -p "$scratch/$folder/upper" "$scratch/$folder/work"
  chmod --reference="/$folder" "$scratch/$folder/upper"
  mount -t overlay overlay \
    -o "lowerdir=/$folder,upperdir=$scratch/$folder/upper,workdir=$scratch/$folder/work" "/$folder"
done
# An own /dev, so that there can be an own /dev/log.
mkdir "$scratch/dev"
mount -t tmpfs -o mode=755 none "$scratch/dev"
for device in null zero full random urandom tty; do
  touch "$scratch/dev/$device"
  mount --bind "/dev/$device" "$scratch/dev/$device"
done
ln -s /proc/self/fd "$scratch/dev/fd"
ln -s fd/0 "$scratch/dev/stdin"
ln -s fd/1 "$scratch/dev/stdout"
ln -s fd/2 "$scratch/dev/stderr"
mkdir -m 1777 "$scratch/dev/shm"
mount --move "$scratch/dev" /dev
ip link set lo up
hostname tidehost
echo '127.0.0.1 tidehost.test tidehost' >>/etc/hosts
exec perl "$init"
