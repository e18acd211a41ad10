# Inside a private host: a network of one wire with a sender at its other end, in a namespace of its
# own, and Postfix on ports 25, 587 and 2525, delivering into /var/spool/inbox.
ip netns add sender
ip link add mx0 type veth peer name eth0 netns sender
join() {
  ip address add "$1" dev mx0 $3
  ip -n sender address add "$2" dev eth0 $3
}
join 192.0.2.1/24 192.0.2.10/24
join 198.51.100.1/24 198.51.100.10/24
join 2001:db8:1::1/64 2001:db8:1::10/64 nodad
join 2001:db8:2::1/64 2001:db8:2::10/64 nodad
ip link set mx0 up
ip -n sender link set lo up
ip -n sender link set eth0 up

cat >/etc/postfix/main.cf <<'CONFIGURATION'
compatibility_level = 3.6
myhostname = tidehost.test
inet_interfaces = all
inet_protocols = all
mynetworks = 127.0.0.0/8 [::1]/128
mydestination =
virtual_mailbox_domains = example.test
virtual_mailbox_base = /var/spool/inbox
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_relay_restrictions = permit_auth_destination, reject
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
maillog_file = /var/log/postfix.log
CONFIGURATION
postconf -M smtp/inet='smtp inet n - n - 1200 smtpd'
postconf -M submission/inet='submission inet n - n - - smtpd'
postconf -M 2525/inet='2525 inet n - n - - smtpd'
mkdir -p /var/spool/inbox
chown 65534:65534 /var/spool/inbox
postfix start
