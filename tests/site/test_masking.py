"""Personal data for those who may see it, and a mask for everybody else: by role, on every way out of the site."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import frappe
import frappe.client
import pytest
from factories import planted
from factories.people import make_customer, make_user
from factories.planted import NAMES, NUMBERS, plant
from factories.service import make_team
from factories.unique import unique
from frappe.api import v1, v2
from frappe.desk import link_preview, listview, reportview, search
from frappe.utils import global_search
from frappe.www import printview

from aftersales_app.overrides import timeline
from aftersales_app.setup.roles import ROLES

AGENT, TECHNICIAN, LEAD, QUALITY, OPERATIONS, EXECUTIVE, TRAINING, AUDITOR = ROLES
TICKET = "Aftersales Ticket"
DOCTYPES = (
	TICKET,
	"Aftersales Visit",
	"Aftersales Complaint",
	"Aftersales Feedback",
	"Aftersales Feedback Invitation",
	"Aftersales Follow-up Call",
	"Aftersales Claim",
	"Aftersales Decision",
	"Aftersales Extension",
	"Aftersales Product",
	"Aftersales Repair",
	"Aftersales Return",
	"Aftersales Unregistered Sale",
)
BESIDE = ("Accounts User", "Stock User", "System Manager")  # ERPNext's and Frappe's
FREE = frozenset({"nothing_masked", "reveal_needs_reason", "too_many_reveals"})


@pytest.fixture(scope="module")
def everybody(people) -> dict[str, str]:
	made = {role: make_user(role) for role in BESIDE}
	frappe.db.commit()
	yield {**people, **made}
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for user in made.values():
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()


@pytest.fixture
def world(everybody) -> SimpleNamespace:
	"""A record of each kind, all hanging on one ticket of one team, with messages and comments on each."""
	customer = make_customer(customer_name=unique(planted.NAME))
	team = make_team([everybody[AGENT]], lead=everybody[LEAD])
	ticket = plant(TICKET, customer, team=team, assignee=everybody[TECHNICIAN], subject=unique("No power"))
	names = {TICKET: ticket}
	for doctype in DOCTYPES[1:]:
		names[doctype] = plant(doctype, customer, ticket=ticket, team=team, technician=everybody[TECHNICIAN])
	for doctype, name in names.items():
		write_beside(doctype, name)
	return SimpleNamespace(names=names, customer=customer, team=team, people=everybody)


def write_beside(doctype: str, name: str) -> None:
	place = {"reference_doctype": doctype, "reference_name": name}
	mail = {"subject": planted.WORDS, "content": planted.WORDS, "sender": planted.EMAIL}
	for row in (
		{"doctype": "Comment", "comment_type": "Comment", "content": planted.WORDS, **place},
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": "Email",
			"sent_or_received": "Received",
			"sender_full_name": planted.PERSON,
			**mail,
			**place,
		},
	):
		doc = frappe.get_doc(row)
		doc.name = unique("PLM")
		doc.db_insert()


def ask(**sent: Any) -> frappe._dict:
	"""What a browser sends."""
	frappe.local.form_dict = frappe._dict(sent)
	frappe.local.response = frappe._dict(docs=[])
	return frappe.local.form_dict


def shown(value: Any) -> str:
	return value if isinstance(value, str) else frappe.as_json(value)


def columns(doctype: str) -> list[str]:
	return [field.fieldname for field in frappe.get_meta(doctype).fields if field.fieldtype in STORED]


STORED = {"Data", "Link", "Small Text", "Text", "Text Editor", "Long Text", "Select"}


def as_form(doctype: str, name: str) -> str:
	ask()
	timeline.getdoc(doctype, name)
	return shown(frappe.response)


def as_messages(doctype: str, name: str) -> str:
	return shown(timeline.get_communications(doctype, name, 0, 20))


def as_docinfo(doctype: str, name: str) -> str:
	ask()
	timeline.get_docinfo(None, doctype, name)
	return shown(frappe.response)


def as_client(doctype: str, name: str) -> str:
	return shown(frappe.client.get(doctype, name))


def as_list(doctype: str, name: str) -> str:
	rows = frappe.get_list(doctype, {"name": name}, ["*"])
	rows += frappe.get_list(doctype, {"name": name}, ["name", *columns(doctype)])
	return shown(rows)


def as_report_view(doctype: str, name: str) -> str:
	fields = json.dumps([f"`tab{doctype}`.`{field}`" for field in ("name", *columns(doctype))])
	ask(doctype=doctype, fields=fields, filters=json.dumps([[doctype, "name", "=", name]]), view="Report")
	found = shown(reportview.get())
	ask(doctype=doctype, fields=fields, filters=json.dumps([[doctype, "name", "=", name]]), view="List")
	return found + shown(reportview.get_list())


def as_rows(doctype: str, name: str) -> str:
	"""Columns of its tables, in a report on the document."""
	found = ""
	for table in frappe.get_meta(doctype).get_table_fields():
		fields = [f"`tab{table.options}`.`{field}`" for field in columns(table.options)]
		rows = frappe.get_list(doctype, {"name": name}, [f"`tab{doctype}`.`name`", *fields])
		alone = frappe.client.get_list(
			table.options, ["*"], {"parent": name}, parent=doctype, limit_page_length=0
		)
		found += shown(rows) + shown(alone)
	return found


def as_export(doctype: str, name: str) -> str:
	fields = json.dumps([f"`tab{doctype}`.`{field}`" for field in ("name", *columns(doctype))])
	ask(
		doctype=doctype,
		fields=fields,
		filters=json.dumps([[doctype, "name", "=", name]]),
		file_format_type="CSV",
		view="Report",
	)
	reportview.export_query()
	content = frappe.response.get("filecontent") or frappe.response.get("result") or ""
	return content.decode() if isinstance(content, bytes) else shown(content)


def as_value(doctype: str, name: str) -> str:
	return shown(frappe.client.get_value(doctype, json.dumps(columns(doctype)), name))


def as_rest(doctype: str, name: str) -> str:
	ask()
	found = shown(v1.read_doc(doctype, name).as_dict())
	ask(fields='["*"]', filters=json.dumps({"name": name}))
	found += shown(v1.document_list(doctype))
	ask()
	return found + shown(v2.read_doc(doctype, name).as_dict())


def as_search(doctype: str, name: str) -> str:
	ask()
	found = shown(search.search_link(doctype, name))
	found += shown(search.search_link(doctype, "", filters={"name": name}))
	return found


def as_title(doctype: str, name: str) -> str:
	return shown(search.get_link_title(doctype, name)) + shown(link_preview.get_preview_data(doctype, name))


def as_global_search(doctype: str, name: str) -> str:
	global_search.update_global_search(frappe.get_doc(doctype, name))
	return "".join(shown(global_search.search(text, doctype=doctype)) for text in (*NAMES, *NUMBERS))


def as_groups(doctype: str, name: str) -> str:
	found = ""
	for field in columns(doctype):
		found += tried(lambda field=field: listview.get_group_by_count(doctype, "[]", field))
		found += tried(lambda field=field: reportview.get_stats(json.dumps([field]), doctype))
	return found


def as_print(doctype: str, name: str) -> str:
	formats = frappe.get_all("Print Format", {"doc_type": doctype, "disabled": 0}, pluck="name")
	return "".join(
		tried(lambda one=one: printview.get_html_and_style(doctype, name, print_format=one)["html"])
		for one in (None, *formats)
	)


def through_a_link(doctype: str, name: str) -> str:
	"""Columns of the ticket, asked of a record that names it."""
	if not frappe.get_meta(doctype).has_field("ticket"):
		return ""
	fields = ["name", *(f"ticket.{field}" for field in columns(TICKET))]
	return shown(frappe.get_list(doctype, {"name": name}, fields))


WAYS: tuple[Callable[[str, str], str], ...] = (
	as_form,
	as_messages,
	as_docinfo,
	as_client,
	as_list,
	as_report_view,
	as_rows,
	as_export,
	as_value,
	as_rest,
	as_search,
	as_title,
	as_global_search,
	as_groups,
	as_print,
	through_a_link,
)


def tried(way: Callable[[], Any]) -> str:
	"""What came out, "" where it was refused."""
	try:
		return shown(way())
	except (frappe.PermissionError, frappe.ValidationError, frappe.DataError):
		return ""


def levels(doctype: str) -> set[int]:
	return {0, *frappe.get_meta(doctype).get_permlevel_access("read")}


def leaks(world: SimpleNamespace, role: str, way: Callable[[str, str], str]) -> list[str]:
	found = []
	frappe.set_user(world.people[role])
	for doctype, name in world.names.items():
		seen = levels(doctype)
		hidden = [*(() if 1 in seen else NUMBERS), *(() if 3 in seen else NAMES)]
		told = tried(lambda doctype=doctype, name=name: way(doctype, name))
		found += [f"{doctype}: {text}" for text in hidden if text in told]
	return found


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("role", (*ROLES, *BESIDE))
def test_nothing_personal_reaches_who_may_not_see_it(world, role, way):
	assert leaks(world, role, way) == []
