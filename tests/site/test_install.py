"""The app comes to a site of its own, is migrated twice, and goes: what was there before is there after, and nothing else.

Slow (a site is made and dropped): needs the bench's dump of ERPNext and its database password, else it is skipped.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import frappe
import pytest

BENCH = Path(frappe.__file__).resolve().parents[3]
SITE = f"install-{os.getpid()}.localhost"
# Tables that say what happened, not what is there.
DIARIES = (
	"Deleted Document",
	"Error Log",
	"Installed Application",
	"Patch Log",
	"Scheduled Job Log",
	"Version",
	"Activity Log",
	"Comment",
	"Route History",
	"Installed Applications",
	"Singles",
	"DefaultValue",
	# named anew whenever a DocType is synced
	"DocField",
	"DocPerm",
)
INVENTORY = """
import json, sys, frappe
frappe.init(site=sys.argv[1], sites_path="."); frappe.connect()
if sys.argv[2:]:
	frappe.get_doc({"doctype": "Custom Field", "dt": "Customer", "fieldname": "owners_own", "fieldtype": "Data"}).insert()
	frappe.permissions.add_permission("Department", "Sales User")
	frappe.db.commit()
found = {}
for table in frappe.db.get_tables(cached=False):
	columns = {row[0] for row in frappe.db.sql(f"SHOW COLUMNS FROM `{table}`")}
	found[table] = sorted(str(row[0]) for row in frappe.db.sql(f"SELECT name FROM `{table}`")) if "name" in columns else []
found["sequences"] = [row[0] for row in frappe.db.sql(
	"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'")]
found["tables"] = list(found)
print(json.dumps(found))
"""


def bench(*arguments: str) -> None:
	done = subprocess.run(
		["bench", *arguments], cwd=BENCH, capture_output=True, text=True, timeout=300, check=False
	)
	assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def inventory(*prepare: str) -> dict[str, set[str]]:
	done = subprocess.run(
		[sys.executable, "-c", INVENTORY, SITE, *prepare],
		cwd=BENCH / "sites",
		capture_output=True,
		text=True,
		timeout=120,
		check=False,
	)
	assert done.returncode == 0, done.stderr[-3000:]
	found = json.loads(done.stdout.splitlines()[-1])
	return {table: set(names) for table, names in found.items() if table.removeprefix("tab") not in DIARIES}


@pytest.fixture
def scratch() -> Iterator[None]:
	dumps = sorted((BENCH / "config").glob("aftersales-erpnext-*.sql"))
	secret = BENCH / "config" / "aftersales-db-admin"
	if not dumps or not secret.is_file():
		pytest.skip("this bench has no dump of ERPNext to make a site from: see scripts/site")
	account = subprocess.run(["cksum"], input=f"{BENCH}\n", capture_output=True, text=True, check=True)
	user = f"aftersales_{account.stdout.split()[0]}"
	admin = ("--db-root-username", user, "--db-root-password", secret.read_text().strip())
	bench("new-site", SITE, *admin, "--admin-password", "admin", "--source_sql", str(dumps[-1]))
	yield
	bench(
		"drop-site",
		SITE,
		"--no-backup",
		"--force",
		"--archived-sites-path",
		str(BENCH / "config" / "dropped"),
		*admin,
	)


def changes(
	before: dict[str, set[str]], after: dict[str, set[str]]
) -> dict[str, tuple[list[str], list[str]]]:
	"""Per table: what came and what went."""
	return {
		table: (sorted(came)[:20], sorted(went)[:20])
		for table in before.keys() | after.keys()
		if (came := after.get(table, set()) - before.get(table, set()))
		| (went := before.get(table, set()) - after.get(table, set()))
	}


def test_it_comes_stays_and_goes(scratch):
	before = inventory("with the owner's own")
	bench("--site", SITE, "install-app", "aftersales_app")
	installed = inventory()
	assert "tabAftersales Ticket" in installed
	gone = {table: went for table, (_came, went) in changes(before, installed).items() if went}
	assert gone == {}
	bench("--site", SITE, "migrate", "--skip-search-index")
	bench("--site", SITE, "migrate", "--skip-search-index")
	assert changes(installed, inventory()) == {}
	bench("--site", SITE, "uninstall-app", "aftersales_app", "--yes", "--no-backup")
	assert changes(before, inventory()) == {}
