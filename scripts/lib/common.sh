# Shared by every script: settings, messages, and how to act as the bench's owner.
# shellcheck shell=bash
set -euo pipefail

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
APP=aftersales_app
: "${FRAPPE_REPO:=https://github.com/frappe/frappe}" "${FRAPPE_BRANCH:=version-15}"
: "${ERPNEXT_REPO:=https://github.com/frappe/erpnext}" "${ERPNEXT_BRANCH:=version-15}"
: "${SITE:=aftersales.localhost}" "${ADMIN_PASSWORD:=admin}"
: "${WEB_PORT:=8000}" "${SOCKETIO_PORT:=}" "${PYTHON:=/usr/bin/python3}"

FAILED_LOG=
say() { printf '==> %s\n' "$*" >&2; }
die() {
	printf 'error: %s%s\n' "$*" "${FAILED_LOG:+ (what it said: $FAILED_LOG)}" >&2
	exit 1
}

# As root the bench belongs to a user of its own, because bench refuses to run as root.
if [ -n "${BENCH_DIR:-}" ] && [ -d "$BENCH_DIR" ]; then
	OWNER=$(stat -c %U "$BENCH_DIR")
elif [ "$(id -u)" -eq 0 ]; then
	OWNER=${BENCH_USER:-frappe}
else
	OWNER=$(id -un)
fi
[ "$OWNER" != root ] || die "$BENCH_DIR belongs to root, and bench refuses root: chown it to another user"

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

require_rights() {
	if [ "$(id -u)" -eq 0 ]; then return; fi
	if ! command -v sudo >/dev/null || ! sudo -v; then
		die "no rights to install: run as root, or as a user who may sudo"
	fi
}

owner_home() { getent passwd "$OWNER" | cut -d: -f6; }

# A clean environment, plus what a machine says about certificates, proxies and package indexes.
carried_environment() {
	local names='[A-Z_]*(CERT|CERTS|CERT_FILE|CERT_DIR|CA_BUNDLE|CAINFO)|PIP_[A-Z_]+|npm_config_[a-z_]+'
	env -0 | grep -zE "^($names|[a-z_]+_proxy|[A-Z_]+_PROXY|LC_ALL|CI|AFTERSALES_[A-Z_]+)=" || true
}

# as_owner DIRECTORY COMMAND...: as the bench's owner.
as_owner() {
	local directory=$1 home path carried=()
	shift
	home=$(owner_home)
	path=$home/.local/share/frappe-bench-cli/bin:$home/.local/bin
	if [ "$(id -un)" = "$OWNER" ]; then path=$path:$PATH; fi
	path=$path:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
	mapfile -d '' -t carried < <(carried_environment)
	set -- env -i -C "$directory" "${carried[@]}" HOME="$home" USER="$OWNER" LANG="${LANG:-C.UTF-8}" PATH="$path" "$@"
	if [ "$(id -un)" = "$OWNER" ]; then "$@"; else as_root runuser -u "$OWNER" -- "$@"; fi
}

bench_dir() { printf '%s\n' "${BENCH_DIR:-$(owner_home)/frappe-bench}"; }
in_bench() { as_owner "$(bench_dir)" "$@"; }

# bench draws progress bars without end: what a command says goes to a file, which `die` then names.
quietly() {
	FAILED_LOG=$(mktemp "${TMPDIR:-/tmp}/aftersales-XXXXXX.log")
	if ! "$@" </dev/null 2>&1 | tr '\r' '\n' >"$FAILED_LOG"; then
		if [ -n "${CI:-}" ]; then tail -n 25 "$FAILED_LOG" >&2; fi
		return 1
	fi
	rm -f "$FAILED_LOG"
	FAILED_LOG=
}

# wait_for SECONDS COMMAND...
wait_for() {
	local _ seconds=$1
	shift
	for _ in $(seq $((seconds * 4))); do
		if "$@" >/dev/null 2>&1; then return 0; fi
		sleep 0.25
	done
	return 1
}
