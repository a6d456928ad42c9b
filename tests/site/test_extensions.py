"""Extended warranties: sold on an invoice, activated for a unit, cancelled by the days that are left."""

from datetime import date

import frappe
import pytest
from factories.goods import a_company, make_item
from factories.people import make_customer, make_user
from factories.service import make_team
from factories.warranty import make_extension, make_extension_item, make_invoice, make_plain_unit
from freezegun import freeze_time

from aftersales_app.warranty.services import extensions

NOW = "2026-01-12 04:00:00.25"  # noon on the site; Frappe compares fractions of seconds as text


@pytest.fixture(autouse=True)
def clock():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	terms = {"extension_full_refund_days": 7, "extension_fee_percent": 0, "extension_least_percent": 0}
	frappe.get_doc("Aftersales Settings").update(terms).save()
	with freeze_time(NOW) as frozen:
		yield frozen


def refused(action, message, error=frappe.ValidationError):
	with pytest.raises(error) as caught:
		action()
	assert message in str(caught.value)


def sold_by(invoice):
	return frappe.get_all(
		"Aftersales Extension", {"sales_invoice": invoice.name}, ["*"], order_by="price desc, name"
	)


def lead():
	user = make_user("Service Team Lead")
	make_team([], lead=user)
	return user


# the sale


def test_an_invoice_sells_one_for_each_piece(as_user):
	item, customer = make_extension_item(months=24), make_customer()
	accountant = make_user("Accounts User", "Sales User")
	draft = make_invoice(
		customer, {"item_code": item, "qty": 2, "rate": 200}, {"item_code": make_item()}, submit=False
	)
	assert sold_by(draft) == []
	with as_user(accountant):
		frappe.get_doc("Sales Invoice", draft.name).submit()
	found = sold_by(draft)
	assert len(found) == 2
	for one in found:
		assert (one.status, one.item, one.customer, one.company) == ("Sold", item, customer, a_company())
		assert (one.months, one.days, one.price, one.currency) == (24, 0, 200, "CNY")
		assert (str(one.sold_on), one.product, one.full_refund_days) == ("2026-01-10", None, 7)
	assert found[0].name.startswith("EX-2026-")


def test_a_discount_on_the_invoice_is_off_the_price():
	rows = (
		{"item_code": make_extension_item(), "rate": 300},
		{"item_code": make_extension_item(), "rate": 100},
	)
	invoice = make_invoice(make_customer(), *rows, apply_discount_on="Net Total", discount_amount=40)
	assert [one.price for one in sold_by(invoice)] == [270, 90]


def test_what_is_no_extended_warranty_sells_none():
	invoice = make_invoice(make_customer(), {"item_code": make_item()})
	assert sold_by(invoice) == []


def test_a_cancelled_invoice_never_sold_it():
	customer = make_customer()
	invoice = make_invoice(customer, {"item_code": make_extension_item()})
	(one,) = sold_by(invoice)
	unit = make_plain_unit(customer=customer)
	extensions.activate(frappe.get_doc("Aftersales Extension", one.name), unit, one.sold_on)
	assert extensions.terms_for(unit)[0].cancelled_on is None
	invoice.reload()
	invoice.cancel()
	(one,) = sold_by(invoice)
	assert (one.status, one.refund, one.credit_note_state) == ("Cancelled", 0, None)
	assert (one.first_day, one.last_day) == (None, None)
	told = frappe.get_doc("Aftersales Extension", one.name).cancel_told
	assert told == f"The invoice {invoice.name} was cancelled."
	assert str(frappe.db.get_value("Aftersales Product", unit, "coverage_until")) == "None"


def test_sold_by_hand_by_operations_only(as_user):
	fields = {"doctype": "Aftersales Extension", "company": a_company(), "customer": make_customer()}
	fields |= {"item": make_extension_item(), "sold_on": "2025-01-10", "price": 1}
	with as_user("Operations Manager"):
		made = frappe.get_doc({**fields, "days": 90, "status": "Expired", "refund": 5}).insert()
		assert (made.status, made.refund or 0, made.full_refund_days) == ("Sold", 0, 7)
		for wrong, message in (
			({}, "Say for how many months or days the extended warranty was sold."),
			({"months": 12, "days": -1}, "Say for how many months or days the extended warranty was sold."),
			({"months": 12, "price": -1}, "The price cannot be negative."),
			({"months": 12, "sold_on": "2026-01-13"}, "The day of sale is in the future."),
		):
			refused(frappe.get_doc({**fields, **wrong}).insert, message)
	with as_user("Service Agent"):
		refused(frappe.get_doc({**fields, "months": 12}).insert, "", frappe.PermissionError)


# the unit


def test_an_agent_activates_it_and_the_unit_is_covered_longer(as_user):
	agent = make_user("Service Agent")
	make_team([agent])
	customer = make_customer()
	unit = make_plain_unit(customer=customer)
	extension = make_extension(customer=customer)
	with as_user(agent):
		extension.activate(unit, "2025-01-20")
	extension.reload()
	assert (extension.status, extension.product, str(extension.activated_on)) == (
		"Active",
		unit,
		"2025-01-20",
	)
	# No goods category here, so nothing else covers it: a year from the sale, rolled from Saturday to Monday.
	assert (str(extension.first_day), str(extension.last_day)) == ("2025-01-10", "2026-01-12")
	assert str(frappe.db.get_value("Aftersales Product", unit, "coverage_until")) == "2026-01-12"
	(term,) = extensions.terms_for(unit)
	assert (term.code, term.kind, term.months, str(term.bought_on)) == (
		extension.name,
		"extension",
		12,
		"2025-01-10",
	)


def test_it_stands_behind_the_law():
	customer = make_customer()
	unit = make_plain_unit(customer=customer, jurisdiction="CN", goods_category="tv")
	extension = make_extension(customer=customer)
	extension.activate(unit, "2025-01-20")
	# The law: to Saturday 10 January 2026, rolled to Monday 12; the extension as if the law had given two years.
	assert (str(extension.first_day), str(extension.last_day)) == ("2026-01-13", "2027-01-11")


@pytest.mark.parametrize(
	("unit", "on", "message"),
	[
		({}, "2026-01-13", "It cannot be activated in the future."),
		({}, "2025-01-09", "2025-01-09 is before the sale on 2025-01-10."),
		({"status": "Exchanged"}, "2025-02-01", "The unit is Exchanged: choose one that is in use."),
		({"customer": None}, "2025-02-01", "The unit belongs to another customer"),
	],
)
def test_what_it_is_not_activated_for(unit, on, message):
	customer = make_customer()
	extension = make_extension(customer=customer)
	name = make_plain_unit(**{"customer": customer, **unit})
	refused(lambda: extension.activate(name, on), message)
	extension.reload()
	assert (extension.status, extension.product) == ("Sold", None)


def test_one_extension_is_for_one_unit():
	customer = make_customer()
	extension = make_extension(customer=customer)
	extension.activate(make_plain_unit(customer=customer), "2025-01-20")
	refused(
		lambda: extension.activate(make_plain_unit(customer=customer), "2025-01-20"),
		"The extended warranty is Active: only one that is Sold can be activated.",
	)


def test_nothing_of_it_changes_by_saving(as_user):
	extension = make_extension()
	with as_user("Operations Manager"):
		doc = frappe.get_doc("Aftersales Extension", extension.name)
		doc.update(
			{"status": "Active", "refund": 100, "credit_note_state": "To Be Made", "last_day": "2030-01-01"}
		)
		doc.save()
	extension.reload()
	assert (extension.status, extension.refund, extension.credit_note_state, extension.last_day) == (
		"Sold",
		0,
		None,
		None,
	)
	refused(extension.delete, "Extended warranties are part of the service archive and are not deleted.")


def test_it_expires_in_the_night_after_its_last_day(clock):
	customer = make_customer()
	extension = make_extension(customer=customer)
	extension.activate(make_plain_unit(customer=customer), "2025-01-20")
	assert extensions.settle() == 0  # its last day is today
	clock.move_to("2026-01-13 04:00:00.25")
	assert extensions.settle() == 1
	assert frappe.db.get_value("Aftersales Extension", extension.name, "status") == "Expired"
	assert extensions.settle() == 0


def test_an_exchanged_unit_hands_it_on():
	customer = make_customer()
	old, new = make_plain_unit(customer=customer), make_plain_unit(customer=customer)
	extension = make_extension(customer=customer)
	extension.activate(old, "2025-01-20")
	extensions.carry(old, new)
	assert extensions.terms_for(old) == ()
	assert [term.code for term in extensions.terms_for(new)] == [extension.name]


# the end


def active(**fields):
	"""Covers 13 January 2026 to 11 January 2027: 364 days."""
	customer = make_customer()
	extension = make_extension(customer=customer, **fields)
	extension.activate(
		make_plain_unit(customer=customer, jurisdiction="CN", goods_category="tv"), "2025-01-20"
	)
	return extension


def test_the_refund_is_shown_before_and_kept_after(as_user, clock):
	extension = active(price=364)
	clock.move_to("2026-07-13 04:00:00.25")
	with as_user(lead()):
		told = extension.preview("2026-07-13")
		assert told == {
			"refund": 182,
			"basis": "182 of 364 days are left after 2026-07-13: 364.00 × 182 ÷ 364 = 182.00.",
		}
		assert frappe.db.get_value("Aftersales Extension", extension.name, "status") == "Active"
		extension.call_off("2026-07-13", "Moved abroad")
	extension.reload()
	assert (str(extension.first_day), str(extension.last_day)) == ("2026-01-13", "2026-07-13")
	assert (extension.status, str(extension.cancelled_on), extension.refund) == (
		"Cancelled",
		"2026-07-13",
		182,
	)
	assert extension.refund_told == told["basis"]
	assert (extension.credit_note_state, extension.cancel_told) == (
		None,
		"Moved abroad",
	)  # sold without invoice
	assert str(frappe.db.get_value("Aftersales Product", extension.product, "coverage_until")) == "2026-07-13"


def test_the_arithmetic_is_read_in_the_readers_language(as_user, clock):
	"""Whoever cancelled read Chinese; what was stored as a sentence before reads as it did."""
	frappe.get_doc("Aftersales Settings").update({"extension_fee_percent": 10}).save()
	extension = active(price=364)
	clock.move_to("2026-07-13 04:00:00.25")
	with as_user(lead()):
		frappe.local.lang = "zh"
		extension.call_off("2026-07-13", "搬家")
		frappe.local.lang = "en"
	told = frappe.get_doc(extension.doctype, extension.name).as_dict()
	assert told.refund_told.split("\n") == [
		"182 of 364 days are left after 2026-07-13: 364.00 × 182 ÷ 364 = 182.00.",
		"Less the fee for cancelling, 10.0 % of the price: 36.40.",
	]
	frappe.local.lang = "zh"
	chinese = frappe.get_doc(extension.doctype, extension.name).refund_told
	frappe.local.lang = "en"
	assert chinese.split("\n")[0].startswith("2026-07-13 之后")
	old = "2026-07-13 之后还剩 182 天"
	frappe.db.set_value(extension.doctype, extension.name, "refund_basis", old)
	assert frappe.get_doc(extension.doctype, extension.name).as_dict().refund_told == old


def test_what_would_be_paid_back_is_told_of_a_day_to_come(as_user):
	extension = active(price=364)
	with as_user(lead()):
		told = extension.preview("2026-07-13")
		assert told == {
			"refund": 182,
			"basis": "182 of 364 days are left after 2026-07-13: 364.00 × 182 ÷ 364 = 182.00.",
		}
		refused(lambda: extension.call_off("2026-07-13", "x"), "It cannot be cancelled in the future.")
	assert frappe.db.get_value("Aftersales Extension", extension.name, "status") == "Active"


def test_what_ended_it_is_read_in_the_readers_language():
	"""Whoever sold the unit again read Chinese. What a person wrote stays as it was written."""
	extension = active(price=364)
	frappe.local.lang = "zh"
	extensions.unit_sold_again(extension.product, date(2026, 1, 12), "DN-1")
	frappe.local.lang = "en"
	told = frappe.get_doc(extension.doctype, extension.name).as_dict()
	assert (told.cancel_reason, told.cancel_told) == (None, "The unit was sold again by DN-1.")
	frappe.local.lang = "zh"
	assert frappe.get_doc(extension.doctype, extension.name).cancel_told == "该产品已由 DN-1 再次售出。"
	frappe.local.lang = "en"
	frappe.db.set_value(extension.doctype, extension.name, {"cancel_reason": "[搬家", "cancel_basis": None})
	assert frappe.get_doc(extension.doctype, extension.name).cancel_told == "[搬家"


def test_the_conditions_are_those_of_the_sale():
	extension = active()
	frappe.get_doc("Aftersales Settings").update({"extension_fee_percent": 50}).save()
	assert extension.preview("2026-01-12")["refund"] == 365


def test_a_fee_never_makes_a_refund_negative():
	frappe.get_doc("Aftersales Settings").update({"extension_fee_percent": 100}).save()
	told = active().preview("2026-01-12")
	assert told["refund"] == 0
	assert told["basis"].split("\n")[1:] == [
		"Less the fee for cancelling, 100.0 % of the price: 365.00.",
		"Nothing is left to pay back.",
	]


def test_what_is_not_cancelled(as_user):
	extension = active()
	with as_user(lead()):
		refused(lambda: extension.call_off("2026-01-13", "x"), "It cannot be cancelled in the future.")
		refused(lambda: extension.call_off("2025-01-09", "x"), "before the sale on 2025-01-10")
		refused(lambda: extension.call_off("2026-01-12", " "), "Say why the extended warranty is cancelled.")
		assert str(extension.last_day) == "2027-01-11"
		extension.call_off("2026-01-12", "x")
		assert (extension.first_day, extension.last_day) == (None, None)  # it never began
		refused(lambda: extension.call_off("2026-01-12", "x"), "it cannot be cancelled.")


def test_an_agent_cancels_none(as_user):
	extension, agent = active(), make_user("Service Agent")
	make_team([agent])
	with as_user(agent):
		told = "Only a team lead or an operations manager cancels an extended warranty. Ask one of them."
		refused(lambda: extension.call_off("2026-01-12", "x"), told, frappe.PermissionError)
	assert frappe.db.get_value("Aftersales Extension", extension.name, "status") == "Active"


def test_the_credit_note_is_a_draft_made_by_those_who_may(as_user):
	rows = ({"item_code": make_extension_item(), "qty": 2, "rate": 400}, {"item_code": make_item()})
	invoice = make_invoice(make_customer(), *rows, apply_discount_on="Net Total", discount_amount=116.5)
	extension = frappe.get_doc("Aftersales Extension", sold_by(invoice)[0].name)
	assert extension.price == 360
	with as_user(lead()):
		extension.call_off("2026-01-12", "Second thoughts")
	assert (extension.refund, extension.credit_note_state, extension.credit_note) == (360, "To Be Made", None)
	with as_user("Service Auditor"):
		refused(extension.make_credit_note, "", frappe.PermissionError)
	with as_user("Accounts User"):
		name = extension.make_credit_note()
	note = frappe.get_doc("Sales Invoice", name)
	assert (note.docstatus, note.is_return, note.return_against) == (0, 1, invoice.name)
	assert [(row.item_code, row.qty, row.rate) for row in note.items] == [(extension.item, -1, 360)]
	assert (note.net_total, note.grand_total, note.update_stock) == (-360, -360, 0)
	assert note.aftersales_extension == extension.name
	extension.reload()
	assert (extension.credit_note, extension.credit_note_state) == (name, "Made")
	refused(extension.make_credit_note, "There is no credit note to make")
	note.submit()


def test_a_deleted_draft_is_to_be_made_again():
	invoice = make_invoice(make_customer(), {"item_code": make_extension_item()})
	extension = frappe.get_doc("Aftersales Extension", sold_by(invoice)[0].name)
	extension.call_off("2026-01-12", "Second thoughts")
	assert extension.credit_note_state == "Made"
	frappe.delete_doc("Sales Invoice", extension.credit_note)
	extension.reload()
	assert (extension.credit_note_state, extension.credit_note) == ("To Be Made", None)


# who sees it


def test_other_companies_do_not_see_it(as_user):
	extension = make_extension()
	agent, stranger = make_user("Service Agent"), make_user("Service Agent")
	make_team([agent])
	for user, sees in ((agent, True), (stranger, False)):
		with as_user(user):
			assert (extension.name in frappe.get_list("Aftersales Extension", pluck="name", limit=0)) is sees
			assert bool(frappe.has_permission("Aftersales Extension", "write", doc=extension)) is sees


def test_auditors_and_bookkeepers_only_look(as_user):
	extension = make_extension()
	for role in ("Service Auditor", "Service Executive", "Accounts User"):
		with as_user(role):
			assert frappe.has_permission("Aftersales Extension", "read", doc=extension)
			for right in ("write", "create", "delete"):
				assert not frappe.has_permission("Aftersales Extension", right, doc=extension)
