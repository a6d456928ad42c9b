"""The promises that every other site test stands on."""

import frappe
import pytest
from factories.goods import make_item, make_serial
from factories.people import make_customer


@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_survives_a_test(turn):
	assert not frappe.db.exists("ToDo", {"description": "left behind"})
	frappe.get_doc(doctype="ToDo", description="left behind").insert()
	frappe.db.commit()


def test_a_role_is_a_person_with_that_role_only(as_user):
	with as_user("Service Agent") as user:
		assert frappe.session.user == user
		assert "Service Agent" in frappe.get_roles()
		assert "System Manager" not in frappe.get_roles()
	assert frappe.session.user == "Administrator"


def test_statements_are_counted(count_queries):
	with count_queries() as seen:
		frappe.db.sql("select 1")
		frappe.db.count("ToDo")
	assert len(seen) == 2


@pytest.mark.parametrize("after_commit", [True, False])
def test_jobs_run_here_and_once(run_jobs, after_commit):
	frappe.enqueue(
		"frappe.desk.doctype.note.note.mark_as_seen", note=a_note(), enqueue_after_commit=after_commit
	)
	assert run_jobs() == 1
	assert run_jobs() == 0


def a_note() -> str:
	return frappe.get_doc(doctype="Note", title="Harness").insert().name


def test_factories_make_records_with_names_of_their_own():
	assert make_customer() != make_customer()
	item = make_item(serialised=True)
	assert frappe.db.get_value("Serial No", make_serial(item), "item_code") == item
