"""The ordinary way: `bench get-app` from a repository into a bench that has ERPNext, `install-app` on a site, migrated twice,
`uninstall-app`. What was there before is there after, and nothing else.

Slow (a site is made and dropped): needs the bench's dump of ERPNext and its database password, else it is left out, or fails where nothing may be.
"""

import json
import os
import shutil
import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path

import frappe
import pytest
from factories.prerequisites import unavailable

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
	frappe.get_doc({"doctype": "Role", "role_name": "Operations Manager", "desk_access": 1}).insert()
	frappe.permissions.add_permission("Warehouse", "Operations Manager")
	frappe.get_doc({
		"doctype": "User", "email": "operations@example.com", "first_name": "Operations", "send_welcome_email": 0,
		"roles": [{"role": "Operations Manager"}],
	}).insert()
	for state in ("New", "Resolved"):
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert(ignore_if_duplicate=True)
	for action in ("Close", "Reopen"):
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": action}).insert(ignore_if_duplicate=True)
	frappe.get_doc({"doctype": "Customer", "customer_name": "Owner's Customer", "customer_group": "Commercial", "territory": "All Territories"}).insert()
	frappe.get_doc({"doctype": "Email Account", "email_account_name": "Service", "email_id": "service@example.com"}).insert()
	frappe.db.commit()
found = {}
for table in frappe.db.get_tables(cached=False):
	columns = {row[0] for row in frappe.db.sql(f"SHOW COLUMNS FROM `{table}`")}
	found[table] = sorted(str(row[0]) for row in frappe.db.sql(f"SELECT name FROM `{table}`")) if "name" in columns else []
found["sequences"] = [row[0] for row in frappe.db.sql(
	"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'")]
found["tables"] = list(found)
found["columns"] = [f"{table}.{column}" for table, column in frappe.db.sql(
	"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()") if column.startswith("aftersales_")]
print(json.dumps(found))
"""

# What came with the app and its owner does not want.
TIDY = """
import sys, frappe
frappe.init(site=sys.argv[1], sites_path="."); frappe.connect()
for doctype, name in (
	("Aftersales Category", "Misuse"),
	("Aftersales Service Policy", "Chat"),
	("Aftersales Cause", "Worn part"),
	("Aftersales Calendar", "Office Hours (China)"),
	("Kanban Board", "Aftersales Tickets by Stage"),
	("List View Settings", "Aftersales Ticket"),
	("List View Settings", "Aftersales Visit"),
):
	frappe.delete_doc(doctype, name, force=True)
frappe.db.delete("Aftersales Responsibility")
frappe.db.delete("Aftersales Responsibility Line")
frappe.db.commit()
"""
# A week's work: what people, mail and jobs leave behind, on our records and on theirs.
WORK = """
import sys, frappe
sys.path.insert(0, sys.argv[2])
frappe.init(site=sys.argv[1], sites_path="."); frappe.connect()
frappe.enqueue = lambda *args, **kwargs: None
from factories.goods import a_company
from factories.lateness import a_desk, late_tickets
from factories.service import make_technician, new_visit
from aftersales_app.service_desk.services import imports, sweep

frappe.set_user("Administrator")
desk = a_desk()
tickets = late_tickets(desk, 3)
assert sweep.run() == 3
ticket = frappe.get_doc("Aftersales Ticket", tickets[0])
ticket.db_set("customer", "Owner's Customer")
ticket.add_comment("Comment", "We called back.")
ticket.add_tag("urgent")
frappe.share.add("Aftersales Ticket", ticket.name, desk.lead, notify=False)
start = frappe.utils.add_days(frappe.utils.now_datetime(), 1)
new_visit(ticket.name, make_technician(), start, frappe.utils.add_to_date(start, hours=2)).insert()
frappe.get_doc({
	"doctype": "Communication", "subject": "It leaks", "content": "It leaks", "communication_medium": "Email",
	"sent_or_received": "Received", "sender": "customer@example.com",
	"reference_doctype": "Aftersales Ticket", "reference_name": ticket.name,
	"timeline_links": [{"link_doctype": "Aftersales Ticket", "link_name": ticket.name}],
}).insert()
frappe.get_doc({
	"doctype": "File", "file_name": "photo.txt", "content": "a photo", "is_private": 1,
	"attached_to_doctype": "Aftersales Ticket", "attached_to_name": ticket.name,
}).insert()
frappe.get_doc({"doctype": "User Permission", "user": desk.agent, "allow": "Aftersales Team", "for_value": desk.team}).insert()
frappe.db.set_value("Email Account", "Service", {"append_to": "Aftersales Ticket", "aftersales_team": desk.team})
frappe.db.sql("INSERT INTO `__UserSettings` (user, doctype, data) VALUES (%s, 'Aftersales Ticket', '{}')", desk.agent)
log = frappe.get_doc({
	"doctype": "File", "file_name": "old.csv", "is_private": 1,
	"content": b"number,moment,state\\nA-1,2026-03-02 09:00,New\\nA-1,2026-03-02 10:00,Closed\\n",
}).insert()
doc = frappe.get_doc({
	"doctype": "Aftersales Import", "source": "CSV File", "company": a_company(), "source_system": "Old",
	"time_zone": "UTC", "file": log.file_url,
}).insert()
imports.check(doc.name)
imports.bring_in(doc.name)
assert frappe.db.get_value("Aftersales Import", doc.name, "status") == "Imported"
frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "Escalated to Plant"}).insert()
flow = frappe.get_doc("Workflow", {"document_type": "Aftersales Ticket"})
flow.append("states", {"state": "Escalated to Plant", "doc_status": "0", "allow_edit": "All", "aftersales_category": "Working"})
flow.append("transitions", {"state": "New", "action": "Close", "next_state": "Escalated to Plant", "allowed": "Service Agent"})
flow.save()
frappe.get_doc({
	"doctype": "Workflow", "workflow_name": "The Owner's", "document_type": "ToDo", "is_active": 0,
	"workflow_state_field": "status", "states": [{"state": "In Service", "doc_status": "0", "allow_edit": "All"}],
	"transitions": [{"state": "In Service", "action": "Resolve", "next_state": "In Service", "allowed": "All"}],
}).insert()
frappe.db.commit()
"""
# What of it is the owner's and stays; None: one record.
THEIRS = {
	"tabCommunication": None,
	"tabWorkflow": ["The Owner's"],
	"tabWorkflow Document State": None,
	"tabWorkflow Transition": None,
	"tabWorkflow State": ["Escalated to Plant", "In Service"],
	"tabWorkflow Action Master": ["Resolve"],
	"tabTag": ["urgent"],
	"tabHas Role": None,  # of the operations manager, a role that the site had before
}
# What comes with every user.
PEOPLE = (
	"tabUser",
	"tabUser Social Login",
	"tabDocShare",
	"tabNotification Settings",
	"tabContact",
	"tabContact Email",
)
# Everywhere a DocType of ours is still named, by table and column.
NAMED = """
import json, sys, frappe
frappe.init(site=sys.argv[1], sites_path="."); frappe.connect()
names = json.loads(sys.argv[2])
columns = frappe.db.sql(
	"SELECT table_name, column_name FROM information_schema.columns"
	" WHERE table_schema = DATABASE() AND data_type = 'varchar' AND table_name != 'tabDeleted Document'")
found = [
	f"{table}.{column}" for table, column in columns
	if frappe.db.sql(f"SELECT 1 FROM `{table}` WHERE `{column}` IN %s LIMIT 1", [names])
]
print(json.dumps(found))
"""


def run(*command: str, cwd: Path) -> str:
	"""What a command says; it must succeed."""
	done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)
	assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
	return done.stdout


class SecondBench:
	"""A bench with the Frappe and ERPNext of the first one, and no app of ours."""

	def __init__(self, path: Path) -> None:
		self.path = path
		for folder in ("apps", "sites", "config/pids", "logs"):
			(path / folder).mkdir(parents=True)
		for app in ("frappe", "erpnext"):
			(path / "apps" / app).symlink_to(BENCH / "apps" / app)
		(path / "sites" / "apps.txt").write_text("frappe\nerpnext\n")
		(path / "sites" / "assets").symlink_to(BENCH / "sites" / "assets")
		shutil.copy(BENCH / "sites" / "common_site_config.json", path / "sites")
		venv.create(path / "env", symlinks=True)
		packages = next((path / "env").glob("lib/python3*/site-packages"))
		theirs = Path(frappe.__path__[0]).parents[2] / "env" / packages.relative_to(path / "env")
		(packages / "zz_first_bench.pth").write_text(f"import site; site.addsitedir({str(theirs)!r})\n")

	def bench(self, *arguments: str) -> None:
		run("bench", *arguments, cwd=self.path)

	def python(self, code: str, *arguments: str) -> str:
		"""Run `code` on the site; its last line."""
		python = str(self.path / "env" / "bin" / "python")
		said = run(python, "-c", code, SITE, *arguments, cwd=self.path / "sites")
		return said.splitlines()[-1] if said.strip() else ""

	def inventory(self, *prepare: str) -> dict[str, set[str]]:
		found = json.loads(self.python(INVENTORY, *prepare))
		return {
			table: set(names) for table, names in found.items() if table.removeprefix("tab") not in DIARIES
		}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
	"""Ours, as somebody would clone it."""
	path = tmp_path / "aftersales"
	shutil.copytree(
		BENCH / "apps" / "aftersales_app",
		path,
		symlinks=True,
		ignore=shutil.ignore_patterns("*.egg-info", "__pycache__", ".git"),
	)
	author = ("-c", "user.name=Tester", "-c", "user.email=tester@example.com")
	run("git", "init", "--quiet", cwd=path)
	run("git", "add", "--all", cwd=path)
	run("git", *author, "commit", "--quiet", "--message", "As it is", cwd=path)
	return path


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[SecondBench]:
	dumps = sorted((BENCH / "config").glob("aftersales-erpnext-*.sql"))
	secret = BENCH / "config" / "aftersales-db-admin"
	if not dumps or not secret.is_file():
		unavailable("this bench has no dump of ERPNext to make a site from: see scripts/site")
	account = subprocess.run(["cksum"], input=f"{BENCH}\n", capture_output=True, text=True, check=True)
	user = f"aftersales_{account.stdout.split()[0]}"
	admin = ("--db-root-username", user, "--db-root-password", secret.read_text().strip())
	second = SecondBench(tmp_path / "bench")
	second.bench("new-site", SITE, *admin, "--admin-password", "admin", "--source_sql", str(dumps[-1]))
	yield second
	dropped = ("--no-backup", "--force", "--archived-sites-path", str(tmp_path / "dropped"))
	second.bench("drop-site", SITE, *dropped, *admin)


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


def test_it_comes_stays_and_goes(scratch, repository):
	before = scratch.inventory("with the owner's own")
	scratch.bench("get-app", "--skip-assets", f"file://{repository}")
	got = "import aftersales_app; print(aftersales_app.__file__)"
	assert Path(scratch.python(got)).is_relative_to(scratch.path / "apps" / "aftersales_app")
	scratch.bench("--site", SITE, "install-app", "aftersales_app")
	installed = scratch.inventory()
	assert "tabAftersales Ticket" in installed
	gone = {table: went for table, (_came, went) in changes(before, installed).items() if went}
	assert gone == {}
	scratch.bench("--site", SITE, "migrate", "--skip-search-index")
	assert changes(installed, scratch.inventory()) == {}
	scratch.python(TIDY)
	tidied = scratch.inventory()
	assert "Misuse" not in tidied["tabAftersales Category"]
	scratch.bench("--site", SITE, "migrate", "--skip-search-index")
	assert changes(tidied, scratch.inventory()) == {}
	scratch.python(WORK, str(Path(__file__).resolve().parents[1]))
	worked = scratch.inventory()
	scratch.bench("--site", SITE, "uninstall-app", "aftersales_app", "--yes", "--no-backup")
	left = changes(before, scratch.inventory())
	assert {table: went for table, (_came, went) in left.items() if went} == {}
	came = {table: came for table, (came, _went) in left.items()}
	assert {table for table in came if table not in PEOPLE} == set(THEIRS)
	for table, names in THEIRS.items():
		assert len(came[table]) == 1 if names is None else came[table] == names
	ours = [table.removeprefix("tab") for table in worked["tables"] if table.startswith("tabAftersales")]
	assert json.loads(scratch.python(NAMED, json.dumps([*ours, "Aftersales Settings"]))) == []
