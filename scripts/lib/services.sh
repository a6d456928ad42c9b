# MariaDB and the bench's Redis, also on a machine without an init system.
# shellcheck shell=bash
STARTED=() # what this run started, for a caller that stops it again

ensure_mariadb() {
	local version
	if ! as_root mariadb-admin ping >/dev/null 2>&1; then
		say "starting MariaDB"
		quietly as_root service mariadb start || true
		STARTED+=(mariadb)
		wait_for 60 as_root mariadb-admin ping || die "MariaDB does not start: see journalctl -u mariadb or /var/log/mysql"
	fi
	version=$(as_root mariadb --skip-column-names --execute 'select version()' 2>/dev/null) ||
		die "MariaDB lets root not sign in by its socket: allow it (unix_socket), or stop the other server"
	printf '10.6\n%s\n' "$version" | sort --version-sort --check=quiet ||
		die "MariaDB $version is too old for Frappe 15: install 10.6 or newer"
}

# A local account for making and dropping sites, one per bench; its password stays in the bench.
db_admin() { printf 'aftersales_%s' "$(bench_dir | cksum | cut -d' ' -f1)"; }

ensure_db_admin() {
	local password
	if in_bench test -s config/aftersales-db-admin; then return; fi
	password=${DB_ADMIN_PASSWORD:-$(head -c 24 /dev/urandom | base64 | tr -dc 'A-Za-z0-9')}
	as_root mariadb <<-SQL || die "no right to make a MariaDB account: let root sign in by its socket"
		CREATE OR REPLACE USER $(db_admin)@localhost IDENTIFIED BY '$password';
		GRANT ALL PRIVILEGES ON *.* TO $(db_admin)@localhost WITH GRANT OPTION;
	SQL
	in_bench sh -c 'umask 077; cat >config/aftersales-db-admin' <<<"$password"
}

db_admin_password() { in_bench cat config/aftersales-db-admin; }

redis_answers() { redis-cli -p "$1" ping >/dev/null 2>&1; }

ensure_redis() {
	local kind port
	for kind in redis_cache redis_queue; do
		port=$(in_bench sed -n 's/^port //p' "config/$kind.conf")
		if redis_answers "$port"; then continue; fi
		start_process "$kind" redis-server "config/$kind.conf" --daemonize no
		wait_for 20 redis_answers "$port" ||
			die "Redis does not start: is port $port taken? See $(bench_dir)/logs/$kind.log"
	done
}

# start_process NAME COMMAND...: in the background, pid and log kept in the bench.
start_process() {
	local name=$1
	shift
	in_bench mkdir -p config/pids logs
	in_bench setsid --fork sh -c 'echo $$ >"config/pids/$0"; exec "$@" >>"logs/$0.log" 2>&1' "$name" "$@" \
		</dev/null >/dev/null 2>&1
	STARTED+=("$name")
}

process_runs() {
	local pid
	pid=$(in_bench cat "config/pids/$1" 2>/dev/null) && as_root kill -0 "$pid" 2>/dev/null
}

# Each process leads a group of its own, so that its children end with it.
stop_process() {
	local pid
	if [ "$1" = mariadb ]; then as_root mariadb-admin shutdown; fi
	pid=$(in_bench cat "config/pids/$1" 2>/dev/null) || return 0
	as_root kill -TERM -- "-$pid" 2>/dev/null || true
	in_bench rm -f "config/pids/$1"
}
