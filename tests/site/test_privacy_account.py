"""Frappe's own requests of a portal user, to download and to delete, have what we keep in them (product.md C7)."""

import json

import frappe
import pytest
from factories.people import make_user
from factories.personal import plant, somebody
from factories.service import make_ticket
from frappe.website.doctype.personal_data_download_request.personal_data_download_request import get_user_data

TICKET, REQUEST = "Aftersales Ticket", "Aftersales Privacy Request"
LONG_AGO = "2018-03-12 15:00:00"


@pytest.fixture
def portal():
	"""A customer who signs in, with an old ticket."""
	person = somebody()
	user = make_user(email=person.email, user_type="Website User")
	frappe.db.set_value("Contact", person.contact, "user", user)
	person.old = plant(person, TICKET, status_category="Closed", closed_at=LONG_AGO)
	return person


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
	"""No mail goes out: what is tested is what becomes of the data."""
	monkeypatch.setattr(frappe, "sendmail", lambda *args, **options: None)


def confirmed(person, run_jobs):
	request = frappe.get_doc({"doctype": "Personal Data Deletion Request", "email": person.email}).insert()
	request.status = "Pending Approval"
	request.save()
	run_jobs()
	return request


def test_a_download_has_what_is_kept(portal):
	told = json.loads(get_user_data(portal.email))
	assert [row["name"] for row in told[TICKET]] == [portal.old]
	frappe.get_doc({"doctype": "Personal Data Download Request", "user": portal.email}).insert()


def test_a_confirmed_deletion_is_on_the_ledger_with_its_day(portal, run_jobs):
	confirmed(portal, run_jobs)
	asked = frappe.get_last_doc(REQUEST)
	assert (asked.email, asked.customer, asked.identity) == (
		portal.email,
		portal.customer,
		"E-mail Confirmed",
	)
	assert (asked.answer_due - asked.received_on).days == 15


def test_deleting_the_account_erases_by_our_rules_first(portal, run_jobs):
	request = confirmed(portal, run_jobs)
	request.reload().trigger_data_deletion()
	run_jobs()
	assert frappe.db.get_value("Personal Data Deletion Request", request.name, "status") == "Deleted"
	row = frappe.db.get_value(TICKET, portal.old, ["customer_name", "contact_email", "subject"], as_dict=True)
	assert row.customer_name.startswith("Anonymous") and not row.contact_email
	asked = frappe.get_last_doc(REQUEST)
	assert (asked.status, asked.email, bool(asked.person_key)) == ("Answered", None, True)


def test_an_open_case_is_finished_first(portal, run_jobs):
	make_ticket(customer=portal.customer, contact_email=portal.email)
	request = confirmed(portal, run_jobs)
	request.reload().trigger_data_deletion()
	with pytest.raises(frappe.ValidationError, match="open cases"):
		run_jobs()
	assert frappe.db.get_value(TICKET, portal.old, "customer") == portal.customer
