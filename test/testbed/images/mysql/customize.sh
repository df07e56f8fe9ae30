#!/bin/bash
# Makes the Hub image's layout of a root file system with Debian's MySQL in it: customize.sh ROOT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
# Everything below is relative to the root folder: make sure that it is one, and not the machine's own.
[ -d var/lib/dpkg ] && [ "$PWD" != / ]

echo 'mysql:x:999:' >> etc/group
echo 'mysql:x:999:999::/var/lib/mysql:/bin/bash' >> etc/passwd
echo 'mysql:!:19000::::::' >> etc/shadow

mkdir -p var/lib/mysql var/lib/mysql-files var/run/mysqld docker-entrypoint-initdb.d etc/mysql/conf.d
chown 999:999 var/lib/mysql var/lib/mysql-files var/run/mysqld
chmod 1777 var/lib/mysql var/run/mysqld
chmod 750 var/lib/mysql-files

rm -f etc/mysql/my.cnf
install -m 644 "$here/my.cnf" etc/my.cnf
install -m 755 "$here/docker-entrypoint.sh" usr/local/bin/docker-entrypoint.sh
ln -s usr/local/bin/docker-entrypoint.sh entrypoint.sh

# What no test needs: each client program is 7 MB.
rm -rf usr/bin/{ibd2sdi,innochecksum,my_print_defaults,myisam_ftdump,myisamchk,myisamlog,myisampack,perror}
rm -rf usr/bin/mysql{_client_test,_config_editor,_migrate_keyring,_secure_installation,binlog,check,dumpslow,import,show,slap,xtest}
rm -rf usr/sbin/mysqld-debug usr/share/icu
rm -rf usr/lib/mysql/plugin/{authentication_{kerberos,oci,openid_connect,webauthn}_client,component_telemetry,group_replication,telemetry_client}.so
rm -rf var/lib/apt var/cache/apt var/cache/debconf var/log
mkdir var/log
