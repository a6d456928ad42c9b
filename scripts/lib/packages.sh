# What a Debian or Ubuntu machine must have; only what is missing is installed.
# shellcheck shell=bash
PACKAGES=(git curl rsync build-essential pkg-config python3 python3-dev python3-venv libmariadb-dev
	mariadb-server mariadb-client redis-server nodejs npm wkhtmltopdf fonts-noto-cjk chromium)

missing_packages() {
	local package
	for package in "${PACKAGES[@]}"; do
		dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
	done
}

ensure_packages() {
	local missing=()
	command -v apt-get >/dev/null || die "this is no Debian or Ubuntu: install ${PACKAGES[*]} by hand and run again"
	mapfile -t missing < <(missing_packages)
	# A Node brought from elsewhere carries its own npm: Debian's would replace it.
	if command -v npm >/dev/null; then mapfile -t missing < <(printf '%s\n' "${missing[@]}" | grep -vxE 'npm|nodejs|'); fi
	if [ "${#missing[@]}" -gt 0 ]; then
		say "installing ${missing[*]}"
		quietly as_root apt-get update || die "apt-get update failed: no network, or no right to use sudo"
		quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" ||
			die "apt-get could not install ${missing[*]}: install them by hand and run again"
	fi
	ensure_owner
	ensure_yarn
}

ensure_owner() {
	getent passwd "$OWNER" >/dev/null || as_root useradd --create-home --shell /bin/bash "$OWNER"
}

# Frappe's build asks for yarn 1; a plain `npm install yarn` brings another major.
ensure_yarn() {
	local major
	major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
	[ "$major" -ge 18 ] || die "Node $major is too old for Frappe 15: install Node 18 or newer"
	case $(as_owner / yarn --version 2>/dev/null || true) in 1.*) return ;; esac
	say "installing yarn 1"
	quietly as_root npm install --global --force yarn@1.22.22 || die "npm could not install yarn: no network?"
}
