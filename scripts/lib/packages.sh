# What a Debian or Ubuntu machine must have; only what is missing is installed.
# shellcheck shell=bash
PACKAGES=(git curl rsync build-essential pkg-config python3 python3-dev python3-venv libmariadb-dev
	mariadb-server mariadb-client redis-server wkhtmltopdf fonts-noto-cjk)

missing_packages() {
	local package
	for package in "$@"; do
		dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
	done
}

# A Node or Chromium brought from elsewhere will do.
wanted_packages() {
	missing_packages "${PACKAGES[@]}"
	command -v node >/dev/null || echo nodejs
	command -v npm >/dev/null || echo npm
	if [ "${1:-}" != tests ]; then return; fi
	command -v chromium google-chrome >/dev/null || echo chromium
	missing_packages dovecot-imapd
	# Debian has one mail server at a time: somebody's own is not pushed out.
	[ -e /usr/sbin/sendmail ] || echo exim4-daemon-light
}

# ensure_packages [tests]
ensure_packages() {
	local missing=()
	command -v apt-get >/dev/null || die "no apt-get here: install ${PACKAGES[*]} and Node 18 by hand, on Debian or Ubuntu"
	require_rights
	mapfile -t missing < <(wanted_packages "$@")
	if [ "${#missing[@]}" -gt 0 ]; then
		say "installing ${missing[*]}"
		quietly as_root apt-get update || die "apt-get update failed: check the network and the package sources"
		quietly as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y --no-install-recommends "${missing[@]}" ||
			die "apt-get could not install ${missing[*]}: install them by hand and run again"
	fi
	getent passwd "$OWNER" >/dev/null || as_root useradd --create-home --shell /bin/bash "$OWNER"
	"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
		die "$PYTHON is too old for Frappe 15: set PYTHON to Python 3.10 or newer"
	ensure_yarn
}

# Frappe's build asks for yarn 1; a plain `npm install yarn` brings another major.
ensure_yarn() {
	local major
	major=$(as_owner / node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
	[ "${major:-0}" -ge 18 ] || die "Node ${major:-is missing or} too old for Frappe 15: install Node 18 or newer for all users"
	case $(as_owner / yarn --version 2>/dev/null || true) in 1.*) return ;; esac
	say "installing yarn 1"
	quietly as_root npm install --global --force yarn@1.22.22 || die "npm could not install yarn 1: check the network"
}
