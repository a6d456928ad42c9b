# The bench, ERPNext in it, and our checkout copied into it.
# shellcheck shell=bash
ensure_bench() {
	local dir
	dir=$(bench_dir)
	if ! as_owner / bench --version >/dev/null 2>&1; then
		say "installing frappe-bench"
		quietly as_owner / sh -c '/usr/bin/python3 -m venv "$HOME/.local/share/frappe-bench-cli" &&
			"$HOME/.local/share/frappe-bench-cli/bin/pip" install -q frappe-bench' ||
			die "pip could not install frappe-bench: no network?"
	fi
	if [ ! -d "$dir/apps/frappe" ]; then
		say "making the bench in $dir (some minutes)"
		quietly as_owner "$(dirname "$dir")" bench init --python "${PYTHON:-/usr/bin/python3}" --skip-assets \
			--frappe-path "$FRAPPE_REPO" --frappe-branch "$FRAPPE_BRANCH" "$dir" ||
			die "bench init failed: is $FRAPPE_REPO reachable? Set FRAPPE_REPO to a mirror of it"
	fi
	check_major frappe
	if [ ! -d "$dir/apps/erpnext" ]; then
		say "getting ERPNext"
		quietly in_bench bench get-app --skip-assets --branch "$ERPNEXT_BRANCH" "$ERPNEXT_REPO" ||
			die "bench get-app failed: is $ERPNEXT_REPO reachable? Set ERPNEXT_REPO to a mirror of it"
	fi
	check_major erpnext
}

app_version() { in_bench sed -n 's/^__version__ *= *"\(.*\)"/\1/p' "apps/$1/$1/__init__.py"; }

check_major() {
	local version
	version=$(app_version "$1")
	case $version in 15.* | 16.*) ;; *) die "$1 $version is in $(bench_dir): version 15 or 16 is needed" ;; esac
}

# Copy what git knows and what it would add; the checkout may be one that only root may read.
copy_checkout() {
	local stage=config/aftersales-sync
	in_bench sh -c 'rm -rf "$0" && mkdir -p "$0" "$1"' "$stage" "apps/$APP"
	(
		cd "$REPO"
		git -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done |
			tar --create --no-recursion --null --files-from=-
	) | in_bench tar --extract --no-same-owner --directory "$stage"
	in_bench rsync -a --delete --exclude='*.egg-info' --exclude=__pycache__ --exclude=node_modules --exclude=.git \
		"$stage/" "apps/$APP/"
	in_bench rm -rf "$stage"
}

sync_app() {
	local dir
	dir=$(bench_dir)
	copy_checkout
	if ! in_bench env/bin/python -c "import $APP, yaml" 2>/dev/null; then
		quietly in_bench env/bin/pip install -q -e "apps/$APP" || die "pip could not install $APP into the bench"
	fi
	in_bench grep -qx "$APP" sites/apps.txt ||
		in_bench sh -c 'sed -i -e "\$a\\" sites/apps.txt; echo "$0" >>sites/apps.txt' "$APP"
	in_bench ln -sfn "$dir/apps/$APP/$APP/public" "sites/assets/$APP"
}
