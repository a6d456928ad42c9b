# Sites: a dump of ERPNext alone is made once per version; every site starts as a copy of it.
# shellcheck shell=bash
COMPANY_ARGS='[{"language": "English", "country": "China", "timezone": "Asia/Shanghai", "currency": "CNY",
	"full_name": "Demo Manager", "email": "manager@example.com", "password": "manager",
	"company_name": "Demo Appliances", "company_abbr": "DA", "chart_of_accounts": "Standard",
	"fy_start_date": "YEAR-01-01", "fy_end_date": "YEAR-12-31", "setup_demo": 0}]'

site_exists() { in_bench test -s "sites/$1/site_config.json"; }
has_app() { in_bench bench --site "$1" list-apps 2>/dev/null | grep -q "^$2 "; }

dump_path() { echo "config/aftersales-erpnext-$(app_version frappe)-$(app_version erpnext)-$(date +%Y).sql"; }

new_site() {
	local site=$1
	shift
	quietly in_bench bench new-site "$site" --db-root-username "$(db_admin)" \
		--db-root-password "$(db_admin_password)" --admin-password "$ADMIN_PASSWORD" "$@" ||
		die "the site $site could not be made: remove sites/$site in the bench, or choose another SITE"
}

drop_site() {
	quietly in_bench bench drop-site "$1" --no-backup --force --archived-sites-path "$(bench_dir)/config/dropped" \
		--db-root-username "$(db_admin)" --db-root-password "$(db_admin_password)" || true
	in_bench rm -rf config/dropped "sites/$1"
}

# ERPNext with its wizard done: China, CNY, English. Kept as a dump, because making it takes minutes.
ensure_dump() {
	local dump base=erpnext-base.localhost
	dump=$(dump_path)
	if in_bench test -s "$dump"; then return; fi
	say "preparing ERPNext once for all sites (some minutes)"
	if site_exists "$base"; then drop_site "$base"; fi
	new_site "$base" --install-app erpnext
	quietly in_bench bench --site "$base" execute frappe.desk.page.setup_wizard.setup_wizard.setup_complete \
		--args "${COMPANY_ARGS//YEAR/$(date +%Y)}" || die "ERPNext's set-up did not finish: see logs in the bench"
	# The set-up writes China's way of dates into the settings and leaves ERPNext's default in force.
	quietly in_bench bench --site "$base" execute frappe.db.set_default --args '["date_format", "yyyy-mm-dd"]'
	in_bench sh -c 'mariadb-dump --user="$2" --password="$(cat config/aftersales-db-admin)" \
		--single-transaction --quick "$(sed -n "s/.*\"db_name\": \"\(.*\)\".*/\1/p" "sites/$0/site_config.json")" \
		>"$1.part" && mv "$1.part" "$1"' "$base" "$dump" "$(db_admin)" || die "the dump could not be written: is the disk full?"
	drop_site "$base"
}

# A site with ERPNext and its company, but without our app.
make_site() {
	local site=$1
	if site_exists "$site"; then return; fi
	ensure_dump
	say "making the site $site"
	new_site "$site" --source_sql "$(bench_dir)/$(dump_path)"
	in_bench bench --site "$site" set-config allow_tests True --parse
	in_bench bench --site "$site" set-config developer_mode 1 --parse
}

ensure_app_on() {
	if has_app "$1" "$APP"; then return; fi
	say "installing $APP on $1"
	quietly in_bench bench --site "$1" install-app "$APP" || die "install-app $APP failed on $1"
}

# A site that stood before this run: our app is put on it, or brought up to date after a copy.
ensure_ours() {
	has_app "$1" erpnext || die "$1 has no ERPNext: bench --site $1 install-app erpnext, or choose another SITE"
	if ! has_app "$1" "$APP"; then
		ensure_app_on "$1"
	elif [ "$SYNCED" = yes ]; then
		say "bringing $1 up to date"
		quietly in_bench bench --site "$1" migrate || die "migrate failed on $1"
		stop_all
	fi
}
