"""Who asks to be forgotten is forgotten, and no figure changes (product.md C7, rules.md section 3)."""

import json
import os
import shutil
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import frappe
import pytest
from factories.goods import a_company
from factories.people import a_file, make_customer
from factories.personal import everything, plant, somebody
from factories.service import make_team, make_ticket
from factories.warranty import make_company
from frappe.desk.query_report import run
from frappe.utils.password import get_encryption_key
from freezegun import freeze_time

from aftersales_app import tasks
from aftersales_app.aftersales_core import archive, moments, reference
from aftersales_app.domain import identity
from aftersales_app.domain.anonymity import COVERED
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.integrations import erpnext_people
from aftersales_app.patches.v1_0 import carry_out_retention_periods
from aftersales_app.service_quality import api
from aftersales_app.service_quality.services import consent, evaluations, privacy

REQUEST, RESTRICTED = "Aftersales Privacy Request", "Aftersales Restricted Record"
TICKET, FEEDBACK, EVENT = "Aftersales Ticket", "Aftersales Feedback", "Aftersales Ticket Event"
SEAL, SETTINGS = "Aftersales Seal", "Aftersales Settings"
LONG_AGO = datetime(2018, 3, 12, 15)
# What ERPNext keeps about its own records, and Frappe beside these.
OF_ERPNEXT = {
	*("tabCustomer", "tabContact", "tabContact Phone", "tabContact Email", "tabAddress", "tabDynamic Link"),
	*("tabDefaultValue", "tabSeries"),
}


@pytest.fixture(autouse=True)
def periods():
	"""The shipped periods, and nothing else turned on."""
	settings = frappe.get_doc(SETTINGS)
	settings.anonymise_daily = 0
	settings.set("retention", [])
	for kind, months, by_law in (("Ticket", 36, 0), ("Ticket", 36, 1), ("Feedback", 36, 0), ("Claim", 36, 1)):
		settings.append(
			"retention", {"record_kind": kind, "months": months, "by_law": by_law, "basis": "Limitation"}
		)
	settings.save()
	reference.changed()


def asked(person, kind="Erase", **fields):
	told = {"customer": person.customer, "identity": "Called Back", "words": person.said, **fields}
	return frappe.get_doc({"doctype": REQUEST, "kind": kind, **told}).insert()


def carried_out(request, run_jobs):
	request.carry_out("We erase it.")
	assert run_jobs()
	request.reload()
	assert not request.error, frappe.get_all("Error Log", pluck="error", order_by="creation desc", limit=1)
	return request


def texts() -> list[tuple[str, str]]:
	"""Every table of the site with its columns of text."""
	columns = frappe.qb.Schema("information_schema").columns
	query = frappe.qb.from_(columns).select(columns.table_name, columns.column_name)
	query = query.where(columns.table_schema == frappe.conf.db_name)
	kinds = ("varchar", "text", "longtext", "mediumtext", "tinytext", "json", "char")
	return query.where(columns.data_type.isin(kinds)).run()


def traces(person) -> set[str]:
	"""In which tables the person still stands."""
	found, by_table = set(), {}
	for table, column in texts():
		by_table.setdefault(table, []).append(column)
	pattern = person.traces.pattern.replace("\\", "\\\\").replace("'", "''")
	for table, columns in by_table.items():
		if table in OF_ERPNEXT:
			continue
		told = " or ".join(f"`{column}` regexp '{pattern}'" for column in columns)
		about = _not_of_erpnext(columns)
		if frappe.db.sql(f"select 1 from `{table}` where ({told}){about} limit 1"):
			found.add(table)
	return found


def _not_of_erpnext(columns) -> str:
	kinds = ("ref_doctype", "reference_doctype", "doctype", "deleted_doctype")
	return "".join(
		f" and ifnull(`{kind}`, '') not in ('Customer', 'Contact', 'Address')"
		for kind in kinds
		if kind in columns
	)


def _without_names(row):
	"""Whose figures these are is what has to change."""
	whose = ("customer", "customer_name")
	return {name: value for name, value in row.items() if name not in whose} if isinstance(row, dict) else row


# What lists the records behind one figure, and asks for it; the figures are compared by themselves.
OF_ONE_FIGURE = {"Aftersales Evaluation Answers", "Aftersales Objective Records"}


def figures() -> str:
	"""Every report of ours over all time, and an evaluation of the month of the cases, to the last digit."""
	modules = frappe.get_all("Module Def", {"app_name": "aftersales_app"}, pluck="name")
	told = {}
	day = LONG_AGO.date()
	filters = {
		"company": a_company(),
		"from_date": day - timedelta(days=40),
		"to_date": day + timedelta(days=40),
	}
	for name in frappe.get_all("Report", {"module": ("in", modules)}, pluck="name", order_by="name"):
		if name in OF_ONE_FIGURE:
			continue
		found = run(name, dict(filters), ignore_prepared_report=True)
		rows = [_without_names(row) for row in found.get("result") or ()]
		told[name] = [rows, found.get("report_summary"), found.get("chart")]
	month = Period(day.replace(day=1), day.replace(day=31))
	if name := evaluations.draw_up(a_company(), "Month", month):
		doc = frappe.get_doc("Aftersales Evaluation", name)
		told["live"] = [
			[{**row.as_dict(no_default_fields=True), "parent": None} for row in doc.get(one)]
			for one in ("figures", "terms")
		]
		told["read"] = doc.comments_read
		frappe.db.delete("Aftersales Evaluation", {"name": name})
	return json.dumps(told, default=str, sort_keys=True, ensure_ascii=False)


def test_erasing_somebody_leaves_no_trace_and_every_figure(run_jobs):
	person = somebody()
	made = everything(person, LONG_AGO)
	for others in range(3):
		ticket = plant(
			somebody(), TICKET, closed_at=LONG_AGO, status_category="Closed", customer=None, subject="x"
		)
		words = f"维修太慢 {others}"
		plant(
			somebody(),
			FEEDBACK,
			ticket=ticket,
			given_at=LONG_AGO,
			overall=3,
			words=words,
			company=a_company(),
		)
	frappe.db.set_value(FEEDBACK, made[FEEDBACK], "words", f"维修太慢, {person.name}")
	told = [figure for figure in (figures(), figures())]
	assert told[0] == told[1] and '"慢", ' not in told[0] and "太慢" in told[0]
	assert len(traces(person)) > 25
	request = asked(person)
	before = request.preview()
	carried_out(request, run_jobs)
	assert (request.status, request.waiting, request.restricted) == ("Answered", 0, 0)
	assert {row.record_type: row.erased for row in request.counts} == {
		row["record_type"]: row["erased"] for row in before["rows"]
	}
	assert figures() == told[0]
	assert traces(person) == set()


def test_the_same_customer_stays_the_same_under_a_name_that_leads_nowhere(run_jobs):
	person = somebody()
	tickets = [plant(person, TICKET, status_category="Closed", closed_at=LONG_AGO) for _ in range(2)]
	carried_out(asked(person), run_jobs)
	rows = [frappe.db.get_value(TICKET, name, ["customer", "customer_name", "subject"]) for name in tickets]
	assert rows[0] == rows[1] and rows[0][0] != person.customer and rows[0][2] == COVERED
	stand_in = frappe.get_doc("Customer", rows[0][0])
	assert (stand_in.customer_group, stand_in.disabled, stand_in.aftersales_stand_in_for) == (
		"Individual",
		1,
		"-",
	)
	key = identity.link_key(get_encryption_key(), person.customer)
	assert not erpnext_people.has_stand_in(key)


def test_what_a_law_keeps_is_stored_only_and_goes_when_it_may(run_jobs, as_user):
	person = somebody()
	closed = moments.site_now() - timedelta(days=30)
	ticket = plant(person, TICKET, status_category="Closed", closed_at=closed)
	given = plant(person, FEEDBACK, ticket=ticket, given_at=closed)
	request = carried_out(asked(person), run_jobs)
	assert (request.status, request.restricted, request.erased) == ("Answered", 1, 1)
	assert frappe.db.get_value(TICKET, ticket, ["subject", "personal_data"]) == (COVERED, "Stored Only")
	assert frappe.db.get_value(FEEDBACK, given, ["words", "personal_data"]) == (None, "Anonymous")
	assert traces(person) == set()
	(logged,) = frappe.get_all("Comment", {"reference_name": ticket}, pluck="content")
	assert logged.startswith("Stored only until") and request.name in logged
	stored = frappe.get_doc(RESTRICTED, {"reference_name": ticket})
	assert stored.law == "Limitation"
	for role in ("Quality Specialist", "Operations Manager", "Service Auditor"):
		with as_user(role), pytest.raises(frappe.PermissionError):
			stored.open_content("curious")
	with pytest.raises(frappe.ValidationError, match="reason"):
		stored.open_content(" ")
	shown = dict(stored.open_content("Court order 7"))
	assert person.phone in shown.values()
	assert [(row.step, row.note) for row in request.reload().events][-1] == (
		"Opened",
		f"{ticket}: Court order 7",
	)
	for days, left in ((0, 1), (1, 0), (1, 0)):
		with freeze_time(
			datetime.combine(stored.kept_until + timedelta(days=days), datetime.min.time())
			+ timedelta(hours=4)
		):
			tasks.keep_retention_periods()
		assert frappe.db.count(RESTRICTED, {"request": request.name}) == left
	assert frappe.db.get_value(TICKET, ticket, "personal_data") == "Anonymous"
	assert request.reload().events[-1].step == "Released"


def test_an_open_case_waits_until_it_is_closed(run_jobs):
	person = somebody()
	team = make_team([])
	open_one = make_ticket(team=team, customer=person.customer, subject=person.name)
	old = plant(person, TICKET, status_category="Closed", closed_at=LONG_AGO)
	request = carried_out(asked(person), run_jobs)
	assert (request.status, request.waiting, request.phone or request.customer) == (
		"Waiting",
		request.waiting,
		person.customer,
	)
	assert frappe.db.get_value(TICKET, open_one.name, "subject") == person.name
	stand_in = frappe.db.get_value(TICKET, old, "customer")
	assert stand_in != person.customer
	long_ago = {"status_category": "Closed", "closed_at": LONG_AGO}
	frappe.db.set_value(TICKET, open_one.name, long_ago)
	tasks.keep_retention_periods()
	assert frappe.db.get_value(TICKET, open_one.name, ["subject", "customer"]) == (COVERED, stand_in)
	assert request.reload().status == "Answered" and not request.customer
	assert traces(person) == set()


def test_a_name_that_others_have_as_well_stays_with_them(run_jobs):
	person = somebody()
	make_customer(customer_name=person.name)
	other = make_ticket(subject=f"Sent by {person.name}, {person.spoken}")
	carried_out(asked(person), run_jobs)
	told = frappe.db.get_value(TICKET, other.name, ["subject", "search_terms"])
	assert told[0] == f"Sent by {person.name}, {COVERED}" and person.phone[-4:] not in told[1]


def test_a_contact_is_forgotten_and_the_company_is_not(run_jobs):
	person, company = somebody(), make_customer()
	ticket = plant(
		person, TICKET, customer=company, customer_name=company, status_category="Closed", closed_at=LONG_AGO
	)
	carried_out(asked(person, customer=None, contact=person.contact), run_jobs)
	row = frappe.db.get_value(TICKET, ticket, ["customer", "customer_name", "contact", "contact_phone"])
	assert row == (company, company, None, None)


def test_a_unit_that_has_somebody_else_by_now_keeps_them(run_jobs):
	person, now = somebody(), make_customer()
	unit = plant(person, "Aftersales Product", customer=now, source_name="SINV-1")
	carried_out(asked(person), run_jobs)
	doc = frappe.get_doc("Aftersales Product", unit)
	assert (doc.customer, doc.source_name) == (now, "SINV-1")
	assert [row.customer != person.customer for row in doc.owners] == [True]


def test_sealed_days_stay_provable(run_jobs):
	frappe.db.delete(EVENT)
	frappe.db.delete(SEAL)
	person = somebody()
	with freeze_time("2019-03-02 10:00:00"):
		ticket = make_ticket(customer=person.customer, subject=person.name)
		frappe.db.set_value(TICKET, ticket.name, {"status_category": "Closed", "closed_at": LONG_AGO})
		archive_event(ticket.name, person.said)
	with freeze_time("2019-03-04 18:30:00"):
		assert archive.seal_due_days() == ["SEAL-2019-03-02", "SEAL-2019-03-03", "SEAL-2019-03-04"]
	digests = frappe.get_all(SEAL, pluck="digest", order_by="day")
	with freeze_time("2019-03-06 10:00:00"):
		carried_out(asked(person), run_jobs)
	assert archive.check_all() == []
	assert frappe.get_all(SEAL, pluck="digest", order_by="day") == digests
	(renewal,) = frappe.get_all("Aftersales Seal Renewal", ["name", "seal", "held_before", "changed_events"])
	assert (renewal.seal, renewal.held_before) == ("SEAL-2019-03-02", 1) and renewal.changed_events >= 1
	with freeze_time("2019-03-06 18:30:00"):
		archive.seal_due_days()
	assert archive.check_all() == []
	frappe.db.set_value(EVENT, {"ticket": ticket.name}, "to_value", "Closed", update_modified=False)
	assert "SEAL-2019-03-02" in archive.check_all()
	frappe.db.delete("Aftersales Seal Renewal", {"name": renewal.name})
	assert {"SEAL-2019-03-02", "SEAL-2019-03-06"} <= set(archive.check_all())


def archive_event(ticket: str, words: str) -> None:
	from aftersales_app.service_desk.services import event_log

	doc = frappe.get_doc(TICKET, ticket)
	event_log.write([event_log.describe(doc, "State", moments.now(), reason=words)])


def test_a_day_that_was_tampered_with_before_is_not_healed(run_jobs):
	frappe.db.delete(EVENT)
	frappe.db.delete(SEAL)
	person = somebody()
	with freeze_time("2019-03-02 10:00:00"):
		ticket = make_ticket(customer=person.customer)
		frappe.db.set_value(TICKET, ticket.name, {"status_category": "Closed", "closed_at": LONG_AGO})
		archive_event(ticket.name, person.said)
	with freeze_time("2019-03-03 18:30:00"):
		archive.seal_due_days()
	frappe.db.set_value(EVENT, {"ticket": ticket.name}, "to_value", "Closed", update_modified=False)
	carried_out(asked(person), run_jobs)
	assert archive.check_all() == ["SEAL-2019-03-02"]


def test_what_is_past_its_period_goes_by_night_once(run_jobs):
	person, company = somebody(), make_customer()
	old = plant(person, TICKET, status_category="Closed", closed_at=LONG_AGO)
	with_company = plant(
		person, TICKET, status_category="Closed", closed_at=LONG_AGO, customer=company, customer_name=company
	)
	young = plant(person, TICKET, status_category="Closed", closed_at=moments.site_now())
	tasks.keep_retention_periods()
	assert frappe.db.get_value(TICKET, old, "customer") == person.customer  # the site has not turned it on
	frappe.db.set_single_value(SETTINGS, "anonymise_daily", 1)
	reference.changed()
	tasks.keep_retention_periods()
	first = frappe.db.get_value(TICKET, old, "*")
	assert first.customer != person.customer and first.contact_phone is None
	assert frappe.db.get_value(TICKET, with_company, ["customer", "contact_phone"]) == (company, None)
	assert frappe.db.get_value(TICKET, young, "subject") == person.said[:140]
	tasks.keep_retention_periods()
	assert frappe.db.get_value(TICKET, old, "*") == first
	key = identity.link_key(get_encryption_key(), person.customer)
	assert erpnext_people.has_stand_in(key)  # as long as something is kept
	with freeze_time(moments.now() + timedelta(days=37 * 31)):
		tasks.keep_retention_periods()
	assert frappe.db.get_value(TICKET, young, "customer") == first.customer  # still one and the same
	assert not erpnext_people.has_stand_in(key)


def test_a_request_has_fifteen_days_and_names_somebody(as_user):
	with freeze_time("2026-03-02 10:00:00"), as_user("Quality Specialist"):
		request = frappe.get_doc({"doctype": REQUEST, "kind": "View", "phone": "138-0013-8000"}).insert()
	assert (request.phone, str(request.answer_due)) == ("13800138000", "2026-03-17")
	with pytest.raises(frappe.ValidationError, match="customer, a contact, a phone number or an e-mail"):
		frappe.get_doc({"doctype": REQUEST, "kind": "View", "person_name": "Li"}).insert()


@pytest.mark.parametrize(
	("fields", "answer", "message"),
	[
		({"identity": ""}, "x", "who asks"),
		({"kind": "Copy"}, "x", "by hand"),
		({}, " ", "what the person is told"),
	],
)
def test_nothing_is_erased_for_whoever_says_so(fields, answer, message, jobs):
	request = asked(somebody(), **fields)
	with pytest.raises(frappe.ValidationError, match=message):
		request.carry_out(answer)
	assert not jobs


def test_a_refusal_has_its_reasons_and_an_answer_its_words(as_user):
	with as_user("Quality Specialist"):
		request = frappe.get_doc({"doctype": REQUEST, "kind": "Erase", "phone": "13800138000"}).insert()
		with pytest.raises(frappe.ValidationError, match="what the person is told"):
			request.refuse("")
		request.refuse("The claim is in court.")
		assert (request.status, request.refusal_reason) == ("Refused", "The claim is in court.")
		with pytest.raises(frappe.ValidationError, match="Refused"):
			request.carry_out("x")
	for role in ("Service Agent", "Service Technician", "Service Team Lead"):
		with as_user(role), pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": REQUEST, "kind": "Erase", "phone": "13800138000"}).insert()


def test_a_copy_has_what_is_kept_and_is_noted():
	person = somebody()
	ticket = plant(person, TICKET, status_category="Closed", closed_at=LONG_AGO)
	request = asked(person, "Copy")
	copy = json.loads(privacy.copy_of(request))
	assert [row["name"] for row in copy[TICKET]] == [ticket]
	assert request.events[-1].step == "Copy Given"


def test_consent_is_taken_back_by_staff_as_well_and_the_words_go(run_jobs):
	person = somebody()
	facts = {"agrees_to_research": 1, "basis": "consent", "given_at": LONG_AGO, "overall": 4}
	name = plant(person, FEEDBACK, **facts)
	answer = frappe.get_doc(FEEDBACK, name)
	assert consent.may_use(answer, "research").allowed
	assert not consent.may_use(answer, "marketing").allowed
	carried_out(asked(person, "Withdraw Consent", withdraw_research=1), run_jobs)
	answer.reload()
	assert not consent.may_use(answer, "research").allowed
	assert consent.may_use(answer, "call_back").allowed  # part of the service
	tasks.watch_consents()
	tasks.watch_consents()
	assert frappe.db.get_value(FEEDBACK, name, ["words", "overall"]) == (None, 4)


def test_studies_get_the_answers_of_those_who_agree_and_nobody_s_name(as_user):
	person = somebody()
	facts = {"given_at": LONG_AGO, "overall": 4, "agrees_to_research": 1}
	plant(person, FEEDBACK, **facts, words="快, 电话 139-1234-5678")
	plant(person, FEEDBACK, **facts, research_withdrawn_at=LONG_AGO)
	plant(person, FEEDBACK, **{**facts, "agrees_to_research": 0})
	day = LONG_AGO.date()
	header, *rows = consent.for_studies(a_company(), day, day)
	assert [dict(zip(header, row, strict=True))["words"] for row in rows] == [f"快, 电话 {COVERED}"]
	assert not {"customer", "ticket", "name"} & set(header)
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		api.answers_for_studies(a_company(), str(day), str(day))


@pytest.mark.committing
def test_a_dump_of_the_database_has_nobody_in_it(site, run_jobs):
	"""As somebody would who steals a backup."""
	dump = shutil.which("mariadb-dump") or shutil.which("mysqldump")
	assert dump, "there is no mariadb-dump here"
	person = somebody()
	frappe.db.commit()
	try:
		everything(person, LONG_AGO)
		frappe.db.commit()
		before = tables_telling(dump, person)
		assert {"tabAftersales Ticket", "tabComment", "tabVersion", "tabError Log"} <= before
		assert files_telling(site, person)
		request = carried_out(asked(person), run_jobs)
		assert request.status == "Answered"
		frappe.db.commit()
		assert tables_telling(dump, person) == set()
		assert files_telling(site, person) == []
	finally:
		frappe.db.rollback()
		clean_up(person)
		frappe.db.commit()


def tables_telling(dump: str, person) -> set[str]:
	conf = frappe.conf
	host = [f"--host={conf.db_host}"] if conf.db_host else []
	host += [f"--socket={conf.db_socket}"] if conf.get("db_socket") else []
	command = [
		dump,
		*host,
		f"--user={conf.db_name}",
		"--skip-extended-insert",
		"--no-tablespaces",
		conf.db_name,
	]
	secret = {**os.environ, "MYSQL_PWD": conf.db_password}
	text = subprocess.run(command, capture_output=True, check=True, env=secret).stdout.decode(
		"utf-8", "replace"
	)
	found = Counter()
	for line in text.splitlines():
		if line.startswith("INSERT INTO `") and person.traces.search(line):
			table = line.split("`")[1]
			of_erpnext = any(f"'{kind}'" in line for kind in ("Customer", "Contact", "Address"))
			if table not in OF_ERPNEXT and not of_erpnext:
				found[table] += 1
	return set(found)


def files_telling(site: str, person) -> list[str]:
	places = [Path(frappe.get_site_path(kind, "files")) for kind in ("private", "public")]
	return [
		str(path)
		for place in places
		for path in place.rglob("*")
		if path.is_file() and person.traces.search(path.read_bytes().decode("utf-8", "replace"))
	]


def clean_up(person) -> None:
	for doctype, name in person.made:
		frappe.db.delete(doctype, {"name": name})
	frappe.db.delete(REQUEST, {"answer": "We erase it."})
	for doctype in ("Address", "Contact", "Customer"):
		for name in frappe.get_all(
			"Dynamic Link", {"link_name": person.customer, "parenttype": doctype}, pluck="parent"
		):
			frappe.delete_doc(doctype, name, force=True, delete_permanently=True)
	frappe.delete_doc("Customer", person.customer, force=True, delete_permanently=True)
	for name in frappe.get_all("Customer", {"customer_name": ("like", "Anonymous %")}, pluck="name"):
		frappe.delete_doc("Customer", name, force=True, delete_permanently=True)
	for name in frappe.get_all(
		"File", {"file_name": ("like", "scan%"), "owner": "Administrator"}, pluck="name"
	):
		frappe.delete_doc("File", name, force=True, delete_permanently=True)


def test_files_that_are_nobody_s_or_somebody_else_s_stay(run_jobs):
	person = somebody()
	nobodys = a_file("a price list")
	shared = a_file("a manual")
	other = make_ticket()
	also = frappe.get_doc(
		doctype="File", file_url=shared, file_name="manual.txt", is_private=1, attached_to_doctype=TICKET
	)
	also.attached_to_name = other.name
	also.insert()
	call = plant(person, "Aftersales Follow-up Call", recording=None, called_at=LONG_AGO)
	plant(person, "Aftersales Exemption", evidence=shared)
	settings = frappe.get_doc(SETTINGS)
	settings.anonymise_daily = 1
	settings.append("retention", {"record_kind": "Recording", "months": 12})
	settings.save()
	reference.changed()
	recording = a_file("rec")
	frappe.db.set_value("Aftersales Follow-up Call", call, "recording", recording)
	tasks.keep_retention_periods()
	assert not frappe.db.get_value("Aftersales Follow-up Call", call, "recording")
	assert not frappe.db.exists("File", {"file_url": recording})
	carried_out(asked(person), run_jobs)
	assert frappe.db.exists("File", {"file_url": nobodys})
	assert frappe.db.exists("File", {"name": also.name})
	assert frappe.db.count("File", {"is_folder": 1}) >= 2


def test_periods_of_old_sites_are_carried_over_and_new_ones_get_those_that_are_shipped():
	rule = "Aftersales Retention Rule"
	settings = frappe.get_doc(SETTINGS)
	settings.set(
		"retention", [{"record_kind": "Visit", "months": 60}, {"record_kind": "Visit", "months": 84}]
	)
	settings.save()
	frappe.db.set_value(rule, {"record_kind": "Visit"}, "record_kind", "Ticket Event")
	carry_out_retention_periods.execute()
	carry_out_retention_periods.execute()
	kept = frappe.get_all(rule, {"parent": SETTINGS}, ["record_kind", "months"], as_list=True)
	assert kept == (("Ticket", 84),)
	frappe.db.delete(rule)
	frappe.clear_document_cache(SETTINGS)
	carry_out_retention_periods.execute()
	told = frappe.get_all(
		rule, {"record_kind": "Repair"}, ["months", "by_law", "goods_category"], order_by="idx"
	)
	assert [tuple(row.values()) for row in told] == [(36, 0, None), (36, 1, None), (72, 1, "CN-car")]
	assert not frappe.db.get_single_value(SETTINGS, "anonymise_daily")


def test_who_belongs_to_another_company_is_not_said_to_be_forgotten():
	person = somebody()
	plant(person, TICKET, status_category="Closed", closed_at=LONG_AGO)
	request = asked(person, company=make_company())
	with pytest.raises(frappe.ValidationError, match="are of other companies than"):
		request.carry_out("We erase it.")
	assert request.reload().status == "Received"
