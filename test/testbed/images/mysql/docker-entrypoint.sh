#!/bin/bash
# Keeps the contract of the Hub image's entry point: users and databases from the environment, *_FILE variants,
# scripts in /docker-entrypoint-initdb.d, and a temporary server without a network port while all that happens.
set -euo pipefail
SOCKET=/var/run/mysqld/mysqld.sock

say() { printf '%s [%s] [Entrypoint]: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%S+00:00)" "$1" "$2"; }
die() { say ERROR "$1" >&2; exit 1; }

# NAME, or else the content of the file that NAME_FILE names; not both.
from_file() {
  local name=$1 file=${1}_FILE
  if [ -n "${!file:-}" ]; then
    [ -z "${!name:-}" ] || die "Both $name and $file are set (but are exclusive)"
    export "$name=$(<"${!file}")"
  fi
  unset "$file"
}

# A string between single quotes of SQL.
quoted() { local text=${1//\\/\\\\}; printf "%s" "${text//\'/\\\'}"; }

# The password travels in a file descriptor: in an argument, everybody could read it.
sql() {
  mysql --defaults-extra-file=<(printf '[client]\npassword="%s"\n' "$current_password") \
    --protocol=socket -uroot -hlocalhost --socket="$SOCKET" --comments "$@"
}

start_temporary_server() {
  say Note 'Starting temporary server'
  "$@" --skip-networking --mysqlx=OFF --default-time-zone=SYSTEM --socket="$SOCKET" &
  server=$!
  for _ in $(seq 600); do
    if sql -e 'select 1' mysql >/dev/null 2>&1; then say Note 'Temporary server started.'; return; fi
    kill -0 $server 2>/dev/null || die 'Unable to start server.'
    sleep 0.1
  done
  die 'Unable to start server.'
}

set_root_password() {
  if [ -n "${MYSQL_RANDOM_ROOT_PASSWORD:-}" ]; then
    MYSQL_ROOT_PASSWORD=$(head -c 24 /dev/urandom | base64)
    export MYSQL_ROOT_PASSWORD
    say Note "GENERATED ROOT PASSWORD: $MYSQL_ROOT_PASSWORD"
  fi
  local password host=${MYSQL_ROOT_HOST-%}
  password=$(quoted "${MYSQL_ROOT_PASSWORD:-}")
  {
    echo 'SET @@SESSION.SQL_LOG_BIN=0;'
    if [ -n "$host" ] && [ "$host" != localhost ]; then
      echo "CREATE USER 'root'@'$host' IDENTIFIED BY '$password'; GRANT ALL ON *.* TO 'root'@'$host' WITH GRANT OPTION;"
    fi
    echo "ALTER USER 'root'@'localhost' IDENTIFIED BY '$password';"
    echo "GRANT ALL ON *.* TO 'root'@'localhost' WITH GRANT OPTION; FLUSH PRIVILEGES; DROP DATABASE IF EXISTS test;"
  } | sql mysql
  current_password=${MYSQL_ROOT_PASSWORD:-}
}

create_database_and_user() {
  if [ -n "${MYSQL_DATABASE:-}" ]; then
    say Note "Creating database $MYSQL_DATABASE"
    echo "CREATE DATABASE IF NOT EXISTS \`$MYSQL_DATABASE\`;" | sql mysql
  fi
  if [ -n "${MYSQL_USER:-}" ] && [ -n "${MYSQL_PASSWORD:-}" ]; then
    say Note "Creating user $MYSQL_USER"
    echo "CREATE USER '$MYSQL_USER'@'%' IDENTIFIED BY '$(quoted "$MYSQL_PASSWORD")';" | sql mysql
    if [ -n "${MYSQL_DATABASE:-}" ]; then
      say Note "Giving user $MYSQL_USER access to schema $MYSQL_DATABASE"
      echo "GRANT ALL ON \`${MYSQL_DATABASE//_/\\_}\`.* TO '$MYSQL_USER'@'%';" | sql mysql
    fi
  fi
}

# Scripts that are sourced may call this, as with the Hub's image.
docker_process_sql() { sql ${MYSQL_DATABASE:+"$MYSQL_DATABASE"} "$@"; }

run_scripts() {
  shopt -s nullglob
  local file
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh)
        if [ -x "$file" ]; then say Note "$0: running $file"; "$file"
        else say Note "$0: sourcing $file"; . "$file"; fi ;;
      *.sql) say Note "$0: running $file"; docker_process_sql <"$file" ;;
      *.sql.gz) say Note "$0: running $file"; gzip -dc "$file" | docker_process_sql ;;
      *) say Warn "$0: ignoring $file" ;;
    esac
  done
}

initialize() {
  [ -n "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}${MYSQL_RANDOM_ROOT_PASSWORD:-}" ] ||
    die 'Database is uninitialized and password option is not specified
    You need to specify one of the following as an environment variable:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD'
  [ "${MYSQL_USER:-}" != root ] ||
    die 'MYSQL_USER="root", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user and cannot be used for the root user'
  say Note 'Initializing database files'
  "$@" --initialize-insecure --default-time-zone=SYSTEM
  say Note 'Database files initialized'
  current_password=
  start_temporary_server "$@"
  set_root_password
  create_database_and_user
  run_scripts
  say Note 'Stopping temporary server'
  kill $server
  wait $server || true
  say Note 'Temporary server stopped'
  say Note 'MySQL init process done. Ready for start up.'
}

if [ "${1:0:1}" = - ]; then set -- mysqld "$@"; fi
[ "$1" = mysqld ] || exec "$@"
for argument in "$@"; do
  case $argument in --help | -\? | --verbose | --version | -V | --print-defaults) exec "$@" ;; esac
done

if [ "$(id -u)" = 0 ]; then
  mkdir -p /var/lib/mysql /var/run/mysqld
  find /var/lib/mysql /var/run/mysqld \! -user mysql -exec chown mysql:mysql '{}' +
  say Note "Switching to dedicated user 'mysql'"
  exec setpriv --reuid=mysql --regid=mysql --init-groups "$0" "$@"
fi

say Note 'Entrypoint script for MySQL Server started.'
for name in MYSQL_ROOT_PASSWORD MYSQL_ROOT_HOST MYSQL_DATABASE MYSQL_USER MYSQL_PASSWORD; do from_file "$name"; done
if [ ! -d /var/lib/mysql/mysql ]; then initialize "$@"; fi
exec "$@"
