#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, which is gone afterwards:
#     tests/postgres.sh .venv/bin/pytest tests/web
# Where PostgreSQL is not installed it says so and does nothing; with CI=true that is a failure.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(pg_config --bindir 2>/dev/null || true)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    echo "PostgreSQL is not installed here: what needs it was not run (on Debian: apt-get install postgresql)."
    [ "${CI:-}" != "true" ]
    exit
fi

home=$(mktemp -d /tmp/huzhu-postgres-XXXXXX)
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then # initdb refuses to be root
    chown postgres "$home"
    as_owner() { runuser -u postgres -- "$@"; }
fi
cd "$home"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
stop() { as_owner "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$home"; }
trap stop EXIT
trap 'exit 130' INT TERM
as_owner "$bin/initdb" -D "$home/data" -A trust -U huzhu -E UTF8 --locale=C.UTF-8 >/dev/null
# Nothing here has to survive, so nothing waits for the disk.
as_owner "$bin/pg_ctl" -D "$home/data" -w -l "$home/log" -o \
    "-p $port -k $home -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off" \
    start >/dev/null || { cat "$home/log"; exit 1; }
as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U huzhu huzhu
cd "$OLDPWD"
HUZHU_DATABASE_URL="postgresql://huzhu@127.0.0.1:$port/huzhu" "$@"
