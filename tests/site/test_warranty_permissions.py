"""The walls between companies in the warranty module, and who may call what of it."""

import importlib
import json
import pkgutil
from types import SimpleNamespace
from typing import Any

import frappe
import pytest
from factories.claims import claim_of, facts, make_unit
from factories.goods import a_company
from factories.people import make_user
from factories.returns import new_return
from factories.service import make_team, make_ticket
from factories.unique import unique
from factories.warranty import make_company, make_extension, make_policy, make_rule
from frappe import handler
from frappe.desk.search import search_link, search_widget

from aftersales_app import permissions, warranty
from aftersales_app.aftersales_core.api import search
from aftersales_app.setup.roles import ROLES
from aftersales_app.warranty.services import claims

AGENT, TECHNICIAN, LEAD, QUALITY, OPERATIONS, EXECUTIVE, TRAINING, AUDITOR = ROLES
# Of a company each; and who of ROLES does not read it.
OF_A_COMPANY = {
	"Aftersales Product": {TRAINING},
	"Aftersales Coverage": {TRAINING},
	"Aftersales Unregistered Sale": {TRAINING},
	"Aftersales Backfill": {AGENT, TECHNICIAN, LEAD, QUALITY, TRAINING},
	"Aftersales Repair": {TRAINING},
	"Aftersales Claim": {TRAINING},
	"Aftersales Decision": {TRAINING},
	"Aftersales Return": {TRAINING},
	"Aftersales Extension": {TRAINING},
	"Aftersales Supplier Recovery": {TECHNICIAN, TRAINING},
	"Aftersales Warranty Policy": {TRAINING},
}
EVERYWHERE = ("Aftersales Goods Category", "Aftersales Statutory Rule")
BOOKED = {"Aftersales Return", "Aftersales Extension", "Aftersales Supplier Recovery"}


@pytest.fixture(autouse=True)
def second(people):
	"""Another company of the site, after the users that the module keeps."""
	return make_company()


def stored(doctype: str, company: str, **fields: Any) -> Any:
	"""A record as it might stand there; its own rules are not asked."""
	doc = frappe.get_doc({"doctype": doctype, "company": company, "name": unique("X"), **fields})
	doc.db_insert()
	return doc


def confine(user: str, role: str) -> None:
	"""The user works for the first company: by a team, or where a role sees all, by what User Permissions say."""
	if role in (AGENT, TECHNICIAN, LEAD, TRAINING):
		make_team([user])
	else:
		frappe.permissions.add_user_permission("Company", a_company(), user)


def test_every_record_of_the_warranty_has_its_wall():
	ours = frappe.get_all("DocType", {"module": "Warranty", "istable": 0}, pluck="name")
	assert sorted(ours) == sorted([*OF_A_COMPANY, *EVERYWHERE])
	for hook in ("permission_query_conditions", "has_permission"):
		assert set(OF_A_COMPANY) <= set(frappe.get_hooks(hook)), hook


@pytest.mark.parametrize("role", ROLES)
def test_companies_are_kept_apart(people, second, role):
	confine(people[role], role)
	for doctype, closed_to in OF_A_COMPANY.items():
		ours, theirs = (stored(doctype, company).name for company in (a_company(), second))
		frappe.set_user(people[role])
		if role in closed_to:
			with pytest.raises(frappe.PermissionError):
				frappe.get_list(doctype)
		else:
			named = frappe.get_list(doctype, {"name": ("in", (ours, theirs))}, pluck="name")
			assert (doctype, named) == (doctype, [ours])
		may = role not in closed_to
		assert (doctype, frappe.has_permission(doctype, "read", ours)) == (doctype, may)
		assert not frappe.has_permission(doctype, "read", theirs), doctype
		frappe.set_user("Administrator")


@pytest.mark.parametrize("role", [AGENT, OPERATIONS])
@pytest.mark.parametrize("doctype", OF_A_COMPANY)
def test_a_link_field_finds_those_of_the_company_whatever_the_request_says(people, second, role, doctype):
	if role in OF_A_COMPANY[doctype]:
		return
	confine(people[role], role)
	ours, theirs = (stored(doctype, company).name for company in (a_company(), second))
	frappe.set_user(people[role])
	asked = {"filters": {"name": ("in", (ours, theirs))}, "reference_doctype": CLAIM}
	for ignored in (False, True):
		found = search_link(doctype, "", ignore_user_permissions=ignored, **asked)
		assert [row["value"] for row in found] == [ours]
		found = search_widget(doctype, ours[:3], as_dict=True, ignore_user_permissions=ignored, **asked)
		assert [row.name for row in found] == [ours]


def test_files_are_found_with_their_documents(people, second):
	claim = stored(CLAIM, second)
	about = {"attached_to_doctype": CLAIM, "attached_to_name": claim.name, "is_private": 1}
	theirs = frappe.get_doc(
		doctype="File", name=unique("F"), file_name="theirs.txt", owner="x@example.com", **about
	)
	theirs.db_insert()
	for role, sees in ((AGENT, []), (OPERATIONS, []), (AUDITOR, [theirs.name])):
		if not sees:
			confine(people[role], role)
		frappe.set_user(people[role])
		assert (role, frappe.get_list("File", {"name": theirs.name}, pluck="name")) == (role, sees)
		frappe.set_user("Administrator")
	frappe.db.set_value("File", theirs.name, "owner", people[AGENT])
	frappe.set_user(people[AGENT])
	assert frappe.get_list("File", {"name": theirs.name}, pluck="name") == [theirs.name]


def test_whatever_is_kept_apart_is_searched_apart():
	searched = frappe.get_hooks("standard_queries")
	walled = {one for one in frappe.get_hooks("permission_query_conditions") if one.startswith("Aftersales ")}
	assert walled <= set(searched)


@pytest.mark.parametrize("table", sorted(permissions.ROWS))
def test_rows_are_kept_apart_with_their_documents(people, second, table):
	parents = [parent for parent in permissions.ROWS[table] if parent in OF_A_COMPANY]
	reader = {"Aftersales Backfill": AUDITOR, "Aftersales Supplier Recovery": AGENT}
	for parent in parents:
		field = next(one for one in frappe.get_meta(parent).get_table_fields() if one.options == table)
		about = {"parenttype": parent, "parentfield": field.fieldname, "idx": 1}
		docs = [stored(parent, company).name for company in (a_company(), second)]
		rows = []
		for name in docs:
			rows.append(frappe.get_doc({"doctype": table, "name": unique("R"), "parent": name, **about}))
			rows[-1].db_insert()
		role = reader.get(parent, TECHNICIAN)
		confine(people[role], role)
		frappe.set_user(people[role])
		asked = {"filters": {"parent": ("in", docs)}, "parent_doctype": parent, "pluck": "parent"}
		assert frappe.get_list(table, **asked) == docs[:1]
		by_themselves = [frappe.get_doc(table, row.name) for row in rows]
		by_themselves[1].parent = docs[0]  # what is said of it counts for nothing
		assert [row.has_permission("read") for row in by_themselves] == [True, False]
		with pytest.raises(frappe.PermissionError):
			search(table, "", "name", 0, 10, reference_doctype=parent)
		frappe.set_user(people[TRAINING])
		with pytest.raises(frappe.PermissionError):
			frappe.get_list(table, **asked)
		frappe.set_user("Administrator")


@pytest.mark.parametrize("doctype", OF_A_COMPANY)
def test_nobody_brings_along_the_company_that_would_let_them_in(people, second, doctype):
	role = OPERATIONS
	confine(people[role], role)
	theirs = stored(doctype, second)
	frappe.set_user(people[role])
	for said in ({"company": a_company()}, {"company": ""}, {"company": "", "__islocal": 1}):
		forged = frappe.get_doc({**theirs.as_dict(), **said})
		assert not forged.has_permission("read"), said
		assert not forged.has_permission("write"), said


def test_nobody_brings_along_the_ticket_that_would_let_them_in(people, second):
	repair = stored("Aftersales Repair", second)
	ticket = make_ticket()
	frappe.db.set_value("Aftersales Ticket", ticket.name, "assignee", people[TECHNICIAN])
	confine(people[TECHNICIAN], TECHNICIAN)
	frappe.set_user(people[TECHNICIAN])
	repair.ticket = ticket.name
	assert not repair.has_permission("write")
	frappe.db.set_value("Aftersales Repair", repair.name, "ticket", ticket.name)
	assert repair.has_permission("write")


@pytest.mark.parametrize("booker", ["Accounts User", "Stock User"])
def test_who_books_reads_what_is_to_be_booked_and_no_more(second, as_user, booker):
	for doctype in sorted(OF_A_COMPANY):
		doc = stored(doctype, second)
		with as_user(booker):
			reads = doctype in BOOKED and (doctype == "Aftersales Return" or booker == "Accounts User")
			assert (doctype, bool(doc.has_permission("read"))) == (doctype, reads)
			for action in ("write", "create", "delete", "email", "share"):
				assert not doc.has_permission(action), (doctype, action)


# Every function and method that a browser may call: what it is called with, a role that may, and one that may not.
API = "aftersales_app.warranty.api."
CHARTS = "aftersales_app.warranty.dashboard_chart_source."
CLAIM, DECISION, RETURN = "Aftersales Claim", "Aftersales Decision", "Aftersales Return"
EXTENSION, RECOVERY, PRODUCT = "Aftersales Extension", "Aftersales Supplier Recovery", "Aftersales Product"
RULE, POLICY = "Aftersales Statutory Rule", "Aftersales Warranty Policy"
AHEAD = "2999-01-01"
CASE = {"event_on": "2025-06-18", "jurisdiction": "CN", "category": "phone", "facts": {"buyer": "consumer"}}
FUNCTIONS = {
	# path: (the argument that names a record, its DocType, further arguments, who may, who may not)
	"explain": ("claim", CLAIM, {}, AGENT, TRAINING),
	"explain_decision": ("decision", DECISION, {}, TECHNICIAN, TRAINING),
	"answer": ("claim", CLAIM, {"given": "{}"}, AGENT, AUDITOR),
	"decide": ("claim", CLAIM, {"verdict": "Approved", "remedy": "repair"}, LEAD, TECHNICIAN),
	"approve": ("claim", CLAIM, {}, LEAD, AUDITOR),
	"send_back": ("claim", CLAIM, {"reason": "No"}, LEAD, AUDITOR),
	"appeal": ("claim", CLAIM, {"reason": "No"}, AGENT, EXECUTIVE),
	"quote": ("claim", CLAIM, {}, AGENT, AUDITOR),
	"record_consent": (
		"claim",
		CLAIM,
		{"by": "Li", "how": "", "on": "2026-01-01", "evidence": ""},
		AGENT,
		AUDITOR,
	),
	"execute": ("claim", CLAIM, {"note": "Done"}, TECHNICIAN, AUDITOR),
	"try_rule": ("rule", RULE, {"case": "{}"}, AGENT, TRAINING),
	"claims_of_unit": ("product", PRODUCT, {}, AGENT, TRAINING),
	"product_timeline": ("product", PRODUCT, {}, TECHNICIAN, TRAINING),
}
METHODS = {
	# DocType, method: (arguments, who may, who may not)
	(RETURN, "authorise"): ({}, AGENT, AUDITOR),
	(RETURN, "grant"): ({"note": "Kind"}, LEAD, AUDITOR),
	(RETURN, "receive"): ({"on": AHEAD}, TECHNICIAN, AUDITOR),
	(RETURN, "inspect"): ({}, TECHNICIAN, EXECUTIVE),
	(RETURN, "propose_refusal"): ({"reason": ""}, AGENT, AUDITOR),
	(RETURN, "refuse"): ({"note": "No"}, LEAD, AUDITOR),
	(RETURN, "send_back"): ({"note": "No"}, LEAD, AUDITOR),
	(RETURN, "make_credit_note"): ({}, AGENT, TRAINING),
	(RETURN, "make_delivery"): ({}, AGENT, TRAINING),
	(RETURN, "record_refund"): ({"on": AHEAD}, AGENT, AUDITOR),
	(RETURN, "hand_over"): ({"on": AHEAD}, AGENT, AUDITOR),
	(RETURN, "call_off"): ({"reason": ""}, AGENT, AUDITOR),
	(EXTENSION, "activate"): ({"product": "", "on": AHEAD}, AGENT, TECHNICIAN),
	(EXTENSION, "preview"): ({"on": AHEAD}, AGENT, TECHNICIAN),
	(EXTENSION, "call_off"): ({"on": AHEAD, "reason": ""}, LEAD, AGENT),
	(EXTENSION, "make_credit_note"): ({}, AGENT, TRAINING),
	(RECOVERY, "raise_demand"): ({"on": AHEAD}, QUALITY, AGENT),
	(RECOVERY, "enter_answer"): ({"on": AHEAD, "amount": 1}, QUALITY, AGENT),
	(RECOVERY, "return_old_part"): ({"on": AHEAD}, QUALITY, AGENT),
	("Aftersales Backfill", "start"): ({}, OPERATIONS, AUDITOR),
	("Aftersales Unregistered Sale", "take_again"): ({}, LEAD, AGENT),
	(RULE, "new_version"): ({}, QUALITY, AGENT),
	(POLICY, "new_version"): ({}, OPERATIONS, AGENT),
}
CHART_SOURCES = tuple(
	f"{CHARTS}aftersales_claims_by_{what}.aftersales_claims_by_{what}.get" for what in ("month", "item")
)


def whitelisted() -> set[str]:
	for module in pkgutil.walk_packages(warranty.__path__, f"{warranty.__name__}."):
		importlib.import_module(module.name)
	return {
		f"{function.__module__}.{function.__qualname__}"
		for function in frappe.whitelisted
		if function.__module__.startswith(f"{warranty.__name__}.")
	}


def test_all_that_may_be_called_has_its_row():
	methods = {controller_path(*one) for one in METHODS}
	functions = {f"{API}{name}" for name in (*FUNCTIONS, "decide_case")}
	assert whitelisted() == functions | methods | set(CHART_SOURCES)


def controller_path(doctype: str, method: str) -> str:
	called = getattr(frappe.get_doc({"doctype": doctype}), method)
	return f"{called.__module__}.{called.__qualname__}"


@pytest.fixture
def request_of(monkeypatch):
	"""Calls come as they do from a browser: whitelisted, with a method of HTTP."""
	monkeypatch.setattr(frappe.local, "request", SimpleNamespace(method="POST"), raising=False)


def call(path: str, **arguments: Any) -> Any:
	function = frappe.get_attr(path)
	handler.is_whitelisted(function)
	return frappe.call(function, **arguments)


def call_method(doc: Any, method: str, arguments: dict[str, Any], **said: Any) -> None:
	sent = json.dumps({**doc.as_dict(), **said}, default=str)
	handler.run_doc_method(method, docs=sent, args=json.dumps(arguments))


def goes_on(action: Any) -> None:
	"""The caller is let in; what the rules say against it then is another matter."""
	try:
		action()
	except frappe.ValidationError:
		pass


def real(doctype: str) -> Any:
	"""A record of the first company that is as it should be."""
	unit = make_unit()
	if doctype in (CLAIM, DECISION):
		claim = claim_of(unit, facts=facts(defect_confirmed=True)).insert()
		if doctype == CLAIM:
			return claim
		claim.owner = make_user(AGENT)
		return frappe.get_doc(DECISION, claims.decide(claim, "Approved", "repair"))
	if doctype == RETURN:
		return new_return(unit.name, "Quality").insert()
	today = frappe.utils.today()
	made = {
		EXTENSION: make_extension,
		PRODUCT: lambda: unit,
		POLICY: make_policy,
		RULE: make_rule,
		"Aftersales Unregistered Sale": lambda: stored(
			"Aftersales Unregistered Sale",
			a_company(),
			source_doctype="Delivery Note",
			source_name="Gone",
			status="Open",
		),
		RECOVERY: lambda: stored(
			RECOVERY, a_company(), amount=5, event_on=today, due_on=today, status="Open"
		),
		"Aftersales Backfill": lambda: frappe.get_doc(
			doctype="Aftersales Backfill", company=a_company(), from_date=today
		).insert(),
	}
	return made[doctype]() if doctype in made else stored(doctype, a_company())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_who_may_call_a_function(people, second, request_of, name):
	argument, doctype, more, may, may_not = FUNCTIONS[name]
	ours = real(doctype).name
	for role in (may, may_not):
		confine(people[role], role)
	denied = [(people[may_not], ours), ("Guest", ours)]
	if doctype in OF_A_COMPANY:
		denied.append((people[may], stored(doctype, second).name))
	for user, about in denied:
		frappe.set_user(user)
		with pytest.raises(frappe.PermissionError):
			call(f"{API}{name}", **{argument: about}, **more)
	frappe.set_user(people[may])
	goes_on(lambda: call(f"{API}{name}", **{argument: ours}, **more))


@pytest.mark.parametrize(("doctype", "method"), METHODS)
def test_who_may_call_a_method(people, second, request_of, doctype, method):
	arguments, may, may_not = METHODS[doctype, method]
	ours = real(doctype)
	for role in (may, may_not):
		confine(people[role], role)
	for user in (people[may_not], "Guest"):
		frappe.set_user(user)
		with pytest.raises(frappe.PermissionError):
			call_method(ours, method, arguments)
	frappe.set_user(people[may])
	goes_on(lambda: call_method(ours, method, arguments))
	if doctype not in OF_A_COMPANY:
		return
	frappe.set_user("Administrator")
	theirs = stored(doctype, second)
	frappe.set_user(people[may])
	for said in ({}, {"company": a_company()}, {"company": "", "__islocal": 1}):
		with pytest.raises(frappe.PermissionError):
			call_method(theirs, method, arguments, **said)


@pytest.mark.parametrize("path", CHART_SOURCES)
def test_who_may_draw_a_chart(people, second, request_of, path):
	stored(CLAIM, second, event_on=frappe.utils.today(), item_code="Theirs", status="Submitted")
	confine(people[AGENT], AGENT)
	for user in (people[TRAINING], "Guest"):
		frappe.set_user(user)
		with pytest.raises(frappe.PermissionError):
			call(path)
	frappe.set_user(people[AGENT])
	drawn = call(path, filters={"company": second})
	assert sum(sum(one["values"]) for one in drawn["datasets"]) == 0


def test_who_may_have_a_case_decided(people, request_of):
	path = f"{API}decide_case"
	for user in (people[TRAINING], "Guest"):
		frappe.set_user(user)
		with pytest.raises(frappe.PermissionError):
			call(path, case=CASE)
	frappe.set_user(people[AUDITOR])
	assert call(path, case=CASE)["outcome"]


@pytest.mark.parametrize("sent", ["{", "x", "[1"])
def test_what_is_no_json_is_told_so(people, request_of, sent):
	rule, unit = make_rule(), make_unit()
	claim = claim_of(unit, facts=facts(defect_confirmed=True)).insert()
	for path, arguments in (
		(f"{API}decide_case", {"case": sent}),
		(f"{API}decide_case", {"case": CASE, "norms": sent}),
		(f"{API}try_rule", {"rule": rule.name, "case": sent}),
		(f"{API}answer", {"claim": claim.name, "given": sent}),
		(CHART_SOURCES[0], {"filters": sent}),
	):
		with pytest.raises(frappe.ValidationError, match="This cannot be read as JSON"):
			call(path, **arguments)


@pytest.mark.parametrize("norms", ["5", "[1]", '["x"]', '{"code": "X"}', "true", "[[]]"])
def test_norms_that_are_no_records_are_refused(request_of, norms):
	with pytest.raises(frappe.ValidationError, match="This is no list of records"):
		call(f"{API}decide_case", case=CASE, norms=norms)


@pytest.mark.parametrize("case", ["5", "[1]", '"x"'])
def test_a_rule_is_tried_on_a_case_alone(request_of, case):
	rule = make_rule().name
	with pytest.raises(frappe.ValidationError, match="This is no list of records"):
		call(f"{API}try_rule", rule=rule, case=case)
	assert call(f"{API}try_rule", rule=rule, case="") == call(f"{API}try_rule", rule=rule, case="{}")


@pytest.mark.parametrize("name", ["Failure Rates", "Failures by Age"])
def test_a_filter_that_is_no_text_finds_nothing(name):
	filters = {"item_code": {"a": 1}, "batch_no": ["B", {"b": 2}]}
	frappe.get_doc("Report", f"Aftersales {name}").execute_script_report(filters)
