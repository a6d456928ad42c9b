"""What was sold before the app came is registered in batches, once, in the order of its days."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import frappe
import pytest
from factories import sales
from factories.goods import a_company, make_item
from factories.people import make_customer, make_user
from factories.service import make_team

from aftersales_app.domain import registration as rule
from aftersales_app.integrations import erpnext_sales
from aftersales_app.warranty.services import backfill, register, units

PRODUCT, BACKFILL = "Aftersales Product", "Aftersales Backfill"


@pytest.fixture
def unseen(monkeypatch):
	"""The app is not there yet: sales register nothing."""
	with monkeypatch.context() as before:
		before.setattr(units, "_take", lambda doc: None)
		yield


def new_backfill(**fields):
	"""Of what is sold today and later, so that a site with a past is not read as a whole."""
	told = {"doctype": BACKFILL, "company": a_company(), "from_date": frappe.utils.today(), **fields}
	return frappe.get_doc(told).insert()


def run(doc, run_jobs):
	doc.start()
	run_jobs()
	return doc.reload()


def test_what_was_sold_is_registered_with_its_history(unseen, run_jobs):
	item, serials = sales.serialised(3)
	plain = make_item()
	sales.receive(plain, 1)
	note = sales.deliver(item, 2, "\n".join(serials[:2]))
	sales.deliver(
		item,
		-1,
		serials[0],
		note.customer,
		is_return=1,
		return_against=note.name,
		row={"dn_detail": note.items[0].name},
	)
	again = sales.deliver(item, 1, serials[0])
	bill = sales.invoice(
		item, 2, customer=note.customer, row={"delivery_note": note.name, "dn_detail": note.items[0].name}
	)
	sales.deliver(plain, 1)
	doc = run(new_backfill(), run_jobs)
	assert doc.status == "Done" and doc.progress == 100
	first, second = (frappe.get_doc(PRODUCT, units.find(serial)) for serial in serials[:2])
	assert [row.customer for row in first.owners] == [note.customer, again.customer]
	assert (first.status, first.source_name) == ("In Use", again.name)
	assert (second.status, second.source_name, second.invoice) == ("In Use", note.name, bill.name)
	assert units.find(serials[2]) is None
	reasons = {row.reason: row for row in doc.reasons}
	assert reasons["Item Not Registered"].count >= 1 and reasons["Item Not Registered"].example
	before = frappe.get_all(PRODUCT, fields=["name", "modified"], order_by="name")
	once_more = run(doc, run_jobs)
	assert (once_more.registered, once_more.resold, once_more.returned) == (0, 0, 0)
	assert frappe.get_all(PRODUCT, fields=["name", "modified"], order_by="name") == before


def test_a_serialised_item_without_its_serial_is_told(unseen, run_jobs):
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0])
	frappe.db.delete("Serial and Batch Bundle", {"voucher_no": note.name})
	frappe.db.set_value("Delivery Note Item", note.items[0].name, "serial_no", None)
	doc = run(new_backfill(), run_jobs)
	assert {row.reason: row.count for row in doc.reasons}["No Serial Number"] == 1
	listed = frappe.get_last_doc("Aftersales Unregistered Sale", {"source_name": note.name})
	assert (listed.reason, listed.item_code, listed.status) == ("No Serial Number", item, "Open")
	with pytest.raises(frappe.ValidationError, match=r"It still cannot be registered: No Serial Number\."):
		listed.take_again()
	run(doc, run_jobs)
	assert frappe.db.count("Aftersales Unregistered Sale", {"source_name": note.name}) == 1


def test_serials_of_earlier_versions_are_read(unseen, run_jobs):
	item, serials = sales.serialised(2)
	note = sales.deliver(item, 2, "\n".join(serials))
	frappe.db.delete("Serial and Batch Bundle", {"voucher_no": note.name})
	frappe.db.set_value("Delivery Note Item", note.items[0].name, "serial_no", "\n".join(serials))
	run(new_backfill(), run_jobs)
	assert all(units.find(serial) for serial in serials)


def test_a_backfill_that_died_goes_on_behind_its_last_batch(unseen, run_jobs, monkeypatch):
	monkeypatch.setattr(backfill, "BATCH", 1)
	item, serials = sales.serialised(3)
	for serial in serials:
		sales.deliver(item, 1, serial)
	doc = new_backfill()
	with monkeypatch.context() as dying:
		taken = register.take
		dying.setattr(
			register,
			"take",
			lambda found: 1 / 0 if units.find(serials[1]) and not units.find(serials[2]) else taken(found),
		)
		doc.start()
		with pytest.raises(ZeroDivisionError):
			run_jobs()
	doc.reload()
	done = doc.documents_done
	assert doc.status == "Running" and done >= 2 and units.find(serials[2]) is None
	doc.start()
	run_jobs()
	doc.reload()
	assert doc.status == "Done" and doc.documents_done == doc.documents_total
	assert len(frappe.get_all(PRODUCT, {"item_code": item})) == 3


def test_progress_is_told_in_the_language_of_who_started_it(as_user, run_jobs, monkeypatch):
	told = []
	monkeypatch.setattr(
		frappe, "publish_progress", lambda *_args, description, **_more: told.append(description)
	)
	with as_user("Operations Manager") as user:
		doc = new_backfill()
		doc.start()
		frappe.db.set_value("User", user, "language", "zh")
		run_jobs()
	assert told[-1].endswith("张单据")
	assert frappe.local.lang == "en"


def test_an_internal_customer_owns_nothing(unseen, run_jobs):
	item, serials = sales.serialised(1)
	customer = make_customer()
	sales.deliver(item, 1, serials[0], customer)
	frappe.db.set_value("Customer", customer, "is_internal_customer", 1)
	doc = run(new_backfill(), run_jobs)
	assert {row.reason: row.count for row in doc.reasons}["Internal Customer"] == 1
	assert units.find(serials[0]) is None


def test_a_sale_to_nobody_makes_no_unit_and_is_listed(unseen, run_jobs):
	item, serials = sales.serialised(2)
	to_nobody, to_one_who_is_gone = (sales.deliver(item, 1, serial) for serial in serials)
	frappe.db.set_value("Delivery Note", to_nobody.name, "customer", None)
	frappe.db.set_value("Delivery Note", to_one_who_is_gone.name, "customer", "Gone")
	doc = run(new_backfill(), run_jobs)
	assert {row.reason: row.count for row in doc.reasons}["No Customer"] == 2
	assert not frappe.db.exists(PRODUCT, {"item_code": item})
	listed = frappe.get_last_doc("Aftersales Unregistered Sale", {"source_name": to_nobody.name})
	assert listed.reason == "No Customer"
	frappe.db.set_value("Delivery Note", to_nobody.name, "customer", make_customer())
	listed.take_again()
	assert units.find(serials[0]) and listed.reload().status == "Settled"


def test_odd_serial_numbers_of_earlier_versions_are_each_one_unit(unseen, run_jobs):
	item, serials = sales.serialised(3)
	note = sales.deliver(item, 3, "\n".join(serials))
	frappe.db.delete("Serial and Batch Bundle", {"voucher_no": note.name})
	typed = f" {serials[0].lower()} \r\n\r\n{serials[1]},\n{serials[2]}\n  \n{serials[1]}\n"
	frappe.db.set_value("Delivery Note Item", note.items[0].name, "serial_no", typed)
	run(new_backfill(), run_jobs)
	assert frappe.db.count(PRODUCT, {"item_code": item}) == 3
	assert all(units.find(serial) for serial in serials)


def test_what_is_sold_while_it_runs_is_counted_and_known(unseen, run_jobs, monkeypatch):
	monkeypatch.setattr(backfill, "BATCH", 2)
	item, serials = sales.serialised(5)
	for serial in serials[:4]:
		sales.deliver(item, 1, serial)
	doc = new_backfill()
	backfill._begin(doc)
	backfill.step(doc.name)
	register.take([erpnext_sales.sale(sales.deliver(item, 1, serials[4]))])  # as its submission does
	while not backfill.step(doc.name):
		pass
	doc.reload()
	assert (doc.registered, doc.known) == (4, 1) and doc.documents_done == doc.documents_total == 5
	assert frappe.db.count(PRODUCT, {"item_code": item}) == 5


def test_a_unit_that_a_sale_was_the_first_to_register_is_no_failure(unseen, monkeypatch):
	item, serials = sales.serialised(1)
	sales.deliver(item, 1, serials[0])
	doc = new_backfill()
	backfill._begin(doc)
	monkeypatch.setattr(register.queries, "known", lambda column, values: [])
	key = rule.unit_key(item, serials[0])
	frappe.get_doc(doctype=PRODUCT, name="UN-FIRST", unit_key=key, company=a_company()).db_insert()
	with pytest.raises(frappe.RetryBackgroundJobError):  # Frappe runs the job again
		backfill.step(doc.name)


def test_who_may_start_it(as_user):
	doc = new_backfill()
	for role, may in (("Operations Manager", True), ("Service Auditor", False), ("Service Agent", False)):
		user = make_user(role)
		make_team([user])
		with as_user(user):
			assert frappe.has_permission(BACKFILL, "write", doc.name) is may
	with as_user("Service Auditor"):
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc(BACKFILL, doc.name).start()


def test_results_are_not_for_users_to_write():
	doc = new_backfill()
	doc.registered, doc.status, doc.after_day = 5, "Done", date(2025, 1, 1)
	doc.save()
	doc.reload()
	assert (doc.registered, doc.status, doc.after_day) == (0, "Draft", None)


KILLED = """
import frappe, os
frappe.init(site={site!r}, sites_path=".")
frappe.connect()
from aftersales_app.warranty.services import backfill, register
backfill.BATCH = 1
taken, count = register.take, []
def take(found):
	done = taken(found)  # written, not committed
	count.append(1)
	if len(count) == {batches}:
		os.kill(os.getpid(), {signal})
	return done
register.take = take
backfill.run({company!r}, {since!r})
"""


@pytest.mark.committing
def test_a_killed_process_leaves_whole_batches_and_no_duplicates(site, monkeypatch):
	"""SIGKILL between two writes of the second batch; the next run goes on and every serial is there once."""
	with monkeypatch.context() as before:
		before.setattr(units, "_take", lambda doc: None)
		item, serials = sales.serialised(3)
		notes = [sales.deliver(item, 1, serial) for serial in serials]
	frappe.db.commit()
	since = frappe.utils.today()
	told = {"site": site, "batches": 2, "signal": int(signal.SIGKILL), "company": a_company(), "since": since}
	killed = subprocess.run([sys.executable, "-c", KILLED.format(**told)], cwd=Path.cwd(), timeout=120)
	frappe.db.rollback()
	assert killed.returncode == -signal.SIGKILL
	[begun] = frappe.get_all(
		BACKFILL, {"status": "Running", "company": a_company()}, ["name", "documents_done"]
	)
	assert begun.documents_done == 1
	try:
		done = backfill.run(a_company())
		assert done["backfill"] == begun.name and done["documents_done"] >= 3
		found = frappe.get_all(PRODUCT, {"item_code": item}, pluck="serial_no", order_by="name")
		assert sorted(found) == sorted(serials)
	finally:
		for note in reversed(notes):
			note.reload()
			note.cancel()
		frappe.db.delete(BACKFILL, {"name": begun.name})
		frappe.db.delete("Aftersales Backfill Reason", {"parent": begun.name})
		products = frappe.get_all(PRODUCT, {"item_code": item}, pluck="name")
		frappe.db.delete("Aftersales Product Owner", {"parent": ("in", products)})
		frappe.db.delete(PRODUCT, {"name": ("in", products)})
		frappe.db.commit()


def test_what_the_browser_sends_along_is_not_begun(as_user, run_jobs):
	stored = new_backfill()
	said = frappe.get_doc(BACKFILL, stored.name)
	said.from_date = "2020-01-01"
	with as_user("Operations Manager"):
		said.start()
	run_jobs()
	assert stored.reload().from_date == frappe.utils.getdate()
