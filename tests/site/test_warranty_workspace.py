"""The cards and charts of the Warranty workspace count what the user may see, and from an index."""

import json

import frappe
import pytest
from factories.claims import a_claims_desk, claim_of, claim_people, make_unit
from factories.returns import make_unit as make_returned_unit
from factories.returns import new_return
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.utils import add_days, add_months, getdate, today

CLAIM, RETURN, RECOVERY = "Aftersales Claim", "Aftersales Return", "Aftersales Supplier Recovery"
DYNAMIC = {
	"frappe.datetime.get_today()": lambda: today(),
	"frappe.datetime.add_days(frappe.datetime.get_today(), 14)": lambda: add_days(today(), 14),
}
CARDS = (
	"Open Warranty Claims",
	"Warranty Claims Awaiting Approval",
	"Refunds Due This Week",
	"Overdue Warranty Refunds",
	"Units Registered This Month",
	"Supplier Recoveries Due",
)


@pytest.fixture
def desk():
	return a_claims_desk(claim_people())


def filters_of(name: str) -> tuple:
	doc = frappe.get_doc("Number Card", name)
	filters = json.loads(doc.filters_json)
	for doctype, field, operator, expression in json.loads(doc.dynamic_filters_json or "[]"):
		filters.append([doctype, field, operator, DYNAMIC[expression]()])
	return doc.as_dict(), filters


def count(name: str) -> int:
	return get_result(*filters_of(name))


def entered(as_user, user: str, **fields):
	with as_user(user):
		return claim_of(make_unit(), **fields).insert()


def test_claims_are_counted_for_whoever_sees_them(desk, as_user):
	for status in ("Submitted", "Awaiting Approval", "Closed", "Withdrawn"):
		frappe.db.set_value(CLAIM, entered(as_user, desk.agent).name, "status", status)
	with as_user(desk.agent):
		seen = len(
			frappe.get_list(
				CLAIM, {"status": ("not in", ("Closed", "Withdrawn", "Refused", "Executed"))}, limit=0
			)
		)
		assert count("Open Warranty Claims") == seen >= 2
		assert count("Warranty Claims Awaiting Approval") >= 1
		assert count("Units Registered This Month") >= 4
	with as_user("Service Agent"):  # in no team of the company
		assert [count(name) for name in CARDS] == [0] * len(CARDS)


def test_refunds_are_due_or_overdue_until_they_are_over(desk, as_user):
	with as_user(desk.agent):
		before = count("Refunds Due This Week"), count("Overdue Warranty Refunds")
		for due, status in (
			(today(), "Inspected"),
			(add_days(today(), -30), "Goods Received"),
			(add_days(today(), -30), "Closed"),
			(None, "Requested"),
		):
			made = new_return(make_returned_unit(sold=add_days(today(), -3))).insert()
			frappe.db.set_value(RETURN, made.name, {"refund_due": due, "status": status})
		after = count("Refunds Due This Week"), count("Overdue Warranty Refunds")
	assert (after[0] - before[0], after[1] - before[1]) == (1, 1)


@pytest.mark.parametrize("name", ["claims_by_month", "claims_by_item"])
def test_charts_show_the_claims_of_ones_companies(desk, as_user, name):
	get = frappe.get_attr(
		f"aftersales_app.warranty.dashboard_chart_source.aftersales_{name}.aftersales_{name}.get"
	)

	def total() -> int:
		return sum(sum(row["values"]) for row in get()["datasets"])

	with as_user(desk.agent):
		before = total()
	claim = entered(as_user, desk.agent, event_on=today())
	frappe.db.set_value(CLAIM, entered(as_user, desk.agent, event_on=today()).name, "status", "Withdrawn")
	frappe.db.set_value(CLAIM, entered(as_user, desk.agent).name, "event_on", add_months(today(), -13))
	with as_user(desk.agent):
		assert total() == before + 1
		assert frappe.db.get_value(CLAIM, claim.name, "event_on") == getdate()
	with as_user("Service Agent"):
		assert total() == 0
	with as_user("Guest"), pytest.raises(frappe.PermissionError):
		get()


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_answered_from_an_index(desk, as_user, name):
	"""What it counts by is the beginning of an index: on big tables that is what keeps it below 50 ms."""
	doc, filters = filters_of(name)
	columns = {row[1] for row in filters}
	firsts = {
		row.Column_name
		for row in frappe.db.sql(f"show index from `tab{doc.document_type}`", as_dict=True)
		if row.Seq_in_index == 1
	}
	assert columns & firsts
