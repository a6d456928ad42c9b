# The bench, ERPNext in it, and our checkout copied into it.
# shellcheck shell=bash
SYNCED=no # yes once a copy brought something new

ensure_bench() {
	local dir
	dir=$(bench_dir)
	if ! as_owner / bench --version >/dev/null 2>&1; then
		say "installing frappe-bench"
		quietly as_owner / sh -c '"$0" -m venv "$HOME/.local/share/frappe-bench-cli" &&
			"$HOME/.local/share/frappe-bench-cli/bin/pip" install -q frappe-bench' "$PYTHON" ||
			die "pip could not install frappe-bench: check the network"
	fi
	if [ ! -d "$dir/apps/frappe" ]; then
		[ ! -e "$dir" ] || die "$dir exists and is no bench: move it away, or set BENCH_DIR"
		say "making the bench in $dir (some minutes)"
		quietly as_owner "$(owner_home)" bench init --python "$PYTHON" --skip-assets --no-backups \
			--frappe-path "$FRAPPE_REPO" --frappe-branch "$FRAPPE_BRANCH" "$dir" ||
			{
				as_owner "$(owner_home)" rm -rf "$dir"
				die "bench init failed: check the network, or set FRAPPE_REPO to a copy that can be reached"
			}
	fi
	check_major frappe
	if [ ! -d "$dir/apps/erpnext" ]; then
		say "getting ERPNext"
		quietly in_bench bench get-app --skip-assets --branch "$ERPNEXT_BRANCH" "$ERPNEXT_REPO" ||
			die "bench get-app failed: check the network, or set ERPNEXT_REPO to a copy that can be reached"
	fi
	check_major erpnext
}

app_version() { in_bench sed -n 's/^__version__ *= *"\(.*\)"/\1/p' "apps/$1/$1/__init__.py"; }

check_major() {
	local version
	version=$(app_version "$1")
	case $version in
	15.* | 16.*) ;;
	*) die "$(bench_dir) has $1 ${version:-of no known version}: use a bench with version 15 (set BENCH_DIR)" ;;
	esac
}

ensure_assets() {
	if in_bench test -s sites/assets/assets.json; then return; fi
	say "building the assets"
	quietly in_bench bench build || die "bench build failed: run it in $(bench_dir) to see why"
}

# Copy what git knows and what it would add; the checkout may be one that only root may read.
copy_checkout() {
	local stage=config/aftersales-sync-$$ changes
	in_bench mkdir -p "$stage" "apps/$APP"
	(
		cd "$REPO" || exit
		git -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' file; do if [ -e "$file" ]; then printf '%s\0' "$file"; fi; done |
			tar --create --no-recursion --null --files-from=-
	) | in_bench tar --extract --no-same-owner --directory "$stage"
	changes=$(in_bench rsync -a --delete --itemize-changes --omit-dir-times \
		--exclude='*.egg-info' --exclude=__pycache__ --exclude=node_modules "$stage/" "apps/$APP/")
	in_bench rm -rf "$stage"
	if [ -n "$changes" ]; then SYNCED=yes; fi
}

sync_app() {
	local dir
	dir=$(bench_dir)
	if [ "$REPO" != "$(realpath -m "$dir/apps/$APP")" ]; then
		[ ! -e "$dir/apps/$APP/.git" ] || die "$dir/apps/$APP is a checkout of its own: run make there, or set BENCH_DIR"
		copy_checkout
	fi
	# Installed anew whenever its dependencies may have changed.
	if ! in_bench cmp -s "apps/$APP/pyproject.toml" config/aftersales-pyproject.toml ||
		! in_bench env/bin/python -c "import $APP" 2>/dev/null; then
		quietly in_bench env/bin/pip install -q -e "apps/$APP" || die "pip could not install $APP into the bench"
		in_bench cp "apps/$APP/pyproject.toml" config/aftersales-pyproject.toml
	fi
	in_bench grep -qx "$APP" sites/apps.txt ||
		in_bench sh -c 'sed -i -e "\$a\\" sites/apps.txt; echo "$0" >>sites/apps.txt' "$APP"
	in_bench mkdir -p sites/assets
	in_bench ln -sfn "$dir/apps/$APP/$APP/public" "sites/assets/$APP"
	compile_translations
}

compile_translations() {
	local newer
	newer=$(in_bench find "apps/$APP/$APP/locale" -name '*.po' -newer "config/aftersales-compiled" 2>/dev/null || echo all)
	if [ -z "$newer" ]; then return; fi
	quietly in_bench bench compile-po-to-mo --app "$APP" --force || die "the translations could not be compiled"
	in_bench touch config/aftersales-compiled
}
