# Inside a private host: Postfix with mimedefang as its milter, delivering into /var/spool/inbox, and
# the filter that is the first argument.
cat >/etc/postfix/main.cf <<'CONFIGURATION'
compatibility_level = 3.6
myhostname = tidehost.test
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
virtual_mailbox_domains = example.test
virtual_mailbox_base = /var/spool/inbox
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_milters = unix:/var/spool/MIMEDefang/mimedefang.sock
milter_default_action = tempfail
smtpd_relay_restrictions = permit_mynetworks, reject
maillog_file = /var/log/postfix.log
CONFIGURATION
postconf -F smtp/inet/chroot=n
mkdir -p /var/spool/inbox
chown 65534:65534 /var/spool/inbox
usermod -a -G defang postfix
chmod 750 /var/spool/MIMEDefang
cat "$1" >/etc/mail/mimedefang-filter
cat >>/etc/default/mimedefang <<'SETTINGS'
MD_ALLOW_GROUP_ACCESS=yes
MX_SENDER_CHECK=yes
MX_STATS=yes
MX_FLUSH_STATS=yes
SETTINGS
mkdir -p /var/log/mimedefang
chown defang:defang /var/log/mimedefang
postfix start
