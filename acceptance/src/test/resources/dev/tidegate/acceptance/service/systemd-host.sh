# Runs a systemd of its own in a private host: called there with an empty folder and the top of the
# project as arguments. It knows the units of this project and of Debian's mimedefang, and of all
# others no more than the names. The project lies below /opt/tidegate.
set -e
scratch=$1
project=$2

mkdir -p "$scratch/opt/upper" "$scratch/opt/work" "$scratch/units" "$scratch/nothing"
mount -t overlay overlay -o "lowerdir=/opt,upperdir=$scratch/opt/upper,workdir=$scratch/opt/work" /opt
mkdir -p /opt/tidegate/bin /opt/tidegate/project
mount --bind "$project" /opt/tidegate/project
ln -sf ../project/tidegate /opt/tidegate/bin/mimedefang-multiplexor
ln -sf ../project/tidegate /opt/tidegate/bin/tidegate

# What PrivateDevices= copies; the system log is where journald would have it.
ln -s pts/ptmx /dev/ptmx
mount -t tmpfs -o mode=755 none /run
mkdir -p /run/systemd/system /run/systemd/journal
touch /run/systemd/journal/dev-log
mount --bind /dev/log /run/systemd/journal/dev-log
mount -t tmpfs -o mode=755 none /etc/systemd/system
mount --bind "$scratch/nothing" /lib/systemd/system-generators
cp /lib/systemd/system/mimedefang*.service "$scratch/units"
for name in sysinit basic sockets multi-user shutdown umount remote-fs default; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$name" >"$scratch/units/$name.target"
done

# A control group of its own, whose tree is all that this systemd sees.
mkdir "$scratch/groups"
mount -t cgroup2 none "$scratch/groups"
group=$scratch/groups/tidegate-test-$$-$(cat /proc/sys/kernel/random/uuid)
mkdir "$group"
echo "$group" >"$scratch/group"
echo $$ >"$group/cgroup.procs"
export scratch
exec unshare --mount --pid --cgroup --fork --kill-child=KILL sh -ec '
  mount -t proc proc /proc
  umount -l /sys/fs/cgroup
  mount -t cgroup2 none /sys/fs/cgroup
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other \
    SYSTEMD_UNIT_PATH=/etc/systemd/system:"$scratch/units" \
    /lib/systemd/systemd --system --show-status=no
'
