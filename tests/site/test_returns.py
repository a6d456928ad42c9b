"""Returns and exchanges on the desk: asked for, authorised, received, inspected, paid or exchanged; refused by two people."""

import frappe
import pytest
from factories.claims import decided_claim
from factories.goods import a_company, a_tax_account, make_item
from factories.people import a_file, make_customer, make_user
from factories.returns import a_photo, a_warehouse, days, make_invoice, make_unit, new_return
from factories.service import make_team
from factories.unique import unique
from freezegun import freeze_time

from aftersales_app.domain.coverage_terms import EXCHANGED, Change
from aftersales_app.warranty import api
from aftersales_app.warranty.services import coverage, returns, timers, units

NOON = " 04:00:00.25"  # noon in Shanghai; a whole second confuses Frappe's check for a newer version


@pytest.fixture
def desk():
	"""An agent, a technician and a lead of one team, and operations."""
	agent, technician, lead = (
		make_user(role) for role in ("Service Agent", "Service Technician", "Service Team Lead")
	)
	team = make_team([agent, technician], lead=lead)
	return frappe._dict(
		agent=agent, technician=technician, lead=lead, team=team, operations=make_user("Operations Manager")
	)


@pytest.fixture
def on():
	"""`with on("2025-06-10"):` the desk's clock stands at noon of that day."""

	def stand(day: str):
		return freeze_time(day + NOON)

	return stand


def refused(action, *messages: str, error: type = frappe.ValidationError) -> None:
	with pytest.raises(error) as caught:
		action()
	assert str(caught.value) == "<br>\n".join(messages)


def returned(unit: str, *steps: str, kind: str = "No Reason", intact: str = "Yes", **fields: object):
	"""A return brought through these steps: authorise, receive, inspect. What goes back for a defect has a claim that gives it."""
	if steps and kind != "No Reason":
		fields["claim"] = decided_claim(unit, {"Quality": "return", "Exchange": "exchange"}[kind])
	doc = new_return(unit, kind, **fields).insert()
	if "authorise" in steps:
		doc.authorise()
	if "receive" in steps:
		doc.receive(frappe.utils.today())
	if "inspect" in steps:
		for row in doc.findings:
			row.found = "No"
		doc.update({"intact": intact} if kind == "No Reason" else {"defect_confirmed": "Yes"})
		doc.save()
		doc.inspect()
	return doc.reload()


# rules.md R3: the worked examples


@pytest.mark.parametrize(
	("notice", "outcome", "until"),
	[("2025-03-10", "ACCEPT", "2025-03-10"), ("2025-03-11", "REFUSE_LATE", "2025-03-10")],
)
def test_r3_a_phone_case_signed_for_on_the_third(desk, as_user, on, notice, outcome, until):
	with as_user(desk.agent), on(notice):
		doc = returned(make_unit())
	assert (doc.outcome, doc.notice_until, doc.norm, doc.norm_version) == (
		outcome,
		days(until),
		"CN-CPL-25",
		1,
	)
	assert (doc.signed_on, doc.notice_on, doc.assignee, doc.team) == (
		days("2025-03-03"),
		days(notice),
		desk.agent,
		desk.team,
	)


def test_r3_the_day_the_notice_was_sent_counts_not_the_day_it_is_entered(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-12"):
		assert returned(make_unit(), notice_on="2025-03-10").outcome == "ACCEPT"


PHONE = {"goods_nature": "Activation Loss", "package_opened": "Yes"}


@pytest.mark.parametrize(
	("facts", "outcome"),
	[
		({"activated": "No"}, "ACCEPT"),
		({"activated": "Yes", "confirmation": "Given"}, "REFUSE_CONFIRMED"),
		({"activated": "Yes", "confirmation": "Preticked"}, "ACCEPT"),
		({"excluded_goods": "Custom Made"}, "REFUSE_STATUTORY"),
	],
)
def test_r3_a_phone(desk, as_user, on, facts, outcome):
	with as_user(desk.agent), on("2025-03-05"):
		assert returned(make_unit(goods_category="phone"), **PHONE, **facts).outcome == outcome


def test_r3_an_activated_phone_without_a_confirmation_is_refused_for_the_traces_that_inspection_finds(
	desk, as_user, on
):
	with as_user(desk.agent), on("2025-03-05"):
		facts = {**PHONE, "activated": "Yes", "confirmation": "None"}
		doc = returned(make_unit(goods_category="phone"), "authorise", "receive", **facts)
		assert "not on record" in doc.told["judgement"][0]
		for row in doc.findings:
			row.found = "Yes" if row.finding == "Activation Trace" else "No"
		doc.intact = "Yes"
		doc.save()
		refused(doc.inspect, "Goods with these findings are not intact: Activation Trace.")
		doc.intact = "No"
		doc.save()
		refused(doc.inspect, "Attach a photo of what is not intact.")
		a_photo(doc.name)
		doc.inspect()
	assert (doc.status, doc.outcome, doc.refund_due) == ("Inspected", "REFUSE_NOT_INTACT", None)


def test_a_photo_of_damage_is_a_file_that_the_user_may_read(desk, as_user, on):
	with as_user("Sales User"):
		theirs = a_file("Theirs")
	with as_user(desk.agent), on("2025-03-05"):
		doc = returned(make_unit(goods_category="phone"), "authorise", "receive", **PHONE)
		doc.findings[0].photo = theirs
		message = f"There is no file {theirs} that you may read. Attach the file here."
		refused(doc.save, message, error=frappe.PermissionError)
		doc.findings[0].photo = a_file("Mine")
		doc.save()
	with as_user(desk.lead), on("2025-03-05"):
		doc.findings[0].remark = "A scratch"
		doc.save()


def test_r3_goods_back_on_the_tenth_are_paid_by_the_17th_and_the_penalty_line_is_the_25th(desk, as_user, on):
	with as_user(desk.agent), on("2025-06-05"):
		doc = returned(make_unit(sold="2025-06-03"), "authorise")
	with as_user(desk.agent), on("2025-06-10"):
		doc.receive("2025-06-10")
	assert (doc.refund_due, doc.penalty_due) == (days("2025-06-17"), days("2025-06-25"))
	assert [(row.code, str(row.due), row.norm, row.met_on) for row in doc.timers] == [
		("refund", "2025-06-17", "CN-CPL-25", None),
		("deliberate_delay", "2025-06-20", "CN-DELAY", days("2025-06-05")),  # asked for, and answered
		("deliberate_delay", "2025-06-25", "CN-CPL-25", None),
	]


def test_r4_what_was_asked_for_on_the_third_is_a_breach_after_the_18th(desk, as_user, on):
	with as_user(desk.agent), on("2025-06-03"):
		doc = returned(make_unit(sold="2025-06-01"), kind="Quality")
	assert doc.answer_due == days("2025-06-18")
	with on("2025-06-15"):
		(due,) = [
			one
			for one in timers.due(frappe.utils.get_datetime("2025-06-15 04:00:00+00:00"))
			if one.name == doc.name
		]
	assert (due.code, due.since, str(due.due)) == (
		"deliberate_delay",
		"requested_on",
		"2025-06-18 16:00:00+00:00",
	)


def test_r3_300_less_50_b_goes_back_70(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-05"):
		doc = returned(make_unit(), kept=[{"item": "A", "price": 200}])
	assert (doc.paid_total, doc.refund_amount) == (270, 70)
	assert doc.told["settlement"] == ["Paid 270.00 less 200.00 for what is kept."]


def test_what_is_held_back_is_told_and_a_defect_costs_no_freight(desk, as_user, on):
	held = {"paid_total": 100, "card_fee": 0.6, "outbound_freight": 8, "gift_price": 15}
	with as_user(desk.agent), on("2025-03-05"):
		free, faulty = returned(make_unit(), **held), returned(make_unit(), kind="Quality", **held)
	assert (free.refund_amount, faulty.refund_amount) == (76.4, 100)
	assert (free.use_fee, faulty.card_fee, faulty.outbound_freight, faulty.gift_price) == (0, 0, 0, 0)
	assert len(free.told["settlement"]) == 4


# what is refused at entry


def test_bad_input_is_named(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-05"):
		unit, other = make_unit(), make_customer()
		serial = frappe.db.get_value("Aftersales Product", unit, "serial_no")
		refused(
			new_return(unit, paid_total=-1).insert, "Paid in All is CNY -1.00: an amount cannot be negative."
		)
		refused(
			new_return(unit, kept=[{"item": "A", "price": -200}]).insert,
			"A is CNY -200.00: an amount cannot be negative.",
		)
		refused(
			new_return(unit, notice_on="2025-03-02").insert,
			"The notice of 2025-03-02 is before the customer signed for the goods on 2025-03-03. Correct one of them.",
		)
		refused(new_return(unit, notice_on="2025-03-06").insert, "2025-03-06 has not come yet.")
		refused(
			new_return(unit, customer=other).insert,
			f"The product {serial} is not registered for {other}. Check the serial number, or change its owner first.",
		)
		refused(
			new_return(unit, "Quality", grounds=" ").insert,
			"Name the warranty claim, or write down why it goes back.",
		)
		with pytest.raises(frappe.ValidationError, match="know no goods of category teapot"):
			new_return(make_unit(goods_category="teapot")).insert()
		with pytest.raises(frappe.ValidationError, match="The invoice is of 2025-03-09"):
			billed_later = make_unit(delivered_on=None)  # and nobody knows that it was handed over before
			frappe.db.set_value("Aftersales Product", billed_later, "invoiced_on", "2025-03-09")
			new_return(billed_later).insert()
		with pytest.raises(frappe.ValidationError, match="not accepted"):
			new_return(unit, "Quality", grounds="<script>alert(1)</script>").insert()
		first = new_return(unit).insert()
		refused(new_return(unit).insert, f"There is an open return of {serial} already: {first.name}.")
	assert frappe.db.count("Aftersales Return", {"product": unit}) == 1


@pytest.mark.parametrize("status", ["Exchanged", "Returned"])
def test_a_unit_that_went_back_does_not_go_back_again(desk, as_user, on, status):
	unit = make_unit(status=status)
	serial = frappe.db.get_value("Aftersales Product", unit, "serial_no")
	settled = new_return(unit, status="Closed")
	settled.set_new_name()
	settled.db_insert()
	with as_user(desk.agent), on("2025-03-05"):
		refused(new_return(unit).insert, f"The product {serial} cannot go back: it is {status}.")


def test_nothing_is_written_past_the_verbs(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-05"):
		doc = new_return(
			make_unit(), status="Closed", refunded_on="2025-03-05", granted=1, outcome="ACCEPT"
		).insert()
		assert (doc.status, doc.refunded_on, doc.granted) == ("Requested", None, 0)
		doc.update({"status": "Inspected", "received_on": "2025-03-04", "refund_amount": 9999, "timers": []})
		doc.save()
		doc.reload()
		assert (doc.status, doc.received_on, doc.refund_amount, len(doc.timers)) == (
			"Requested",
			None,
			270,
			1,
		)
		doc.authorise()
		doc.notice_on = "2025-03-04"
		refused(doc.save, "The return is Authorised: this can no longer be changed: Notice Sent on.")
	with pytest.raises(frappe.ValidationError, match="not deleted"):
		doc.delete()


def test_nobody_is_refused_for_what_nobody_knows(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-05"):
		doc = returned(make_unit(channel=None))
		assert doc.outcome == "ASK"
		refused(doc.authorise, "Ask the customer first: Channel of Sale.")
		refused(lambda: doc.propose_refusal("We do not know"), "It cannot be refused: more has to be known.")


# receipt


def test_another_serial_number_is_not_taken_for_the_unit(desk, as_user, on):
	with as_user(desk.technician), on("2025-03-05"):
		with as_user(desk.agent):
			doc = returned(make_unit(serial_no="SN-MINE"), "authorise")
		refused(
			lambda: doc.receive("2025-03-05", "SN-OTHER"),
			"The serial number that came is SN-OTHER; SN-MINE was to come back.",
		)
		refused(
			lambda: doc.receive("2025-03-01"),
			"The goods cannot be back on 2025-03-01: the return was asked for on 2025-03-05.",
		)
		doc.receive("2025-03-05", "SN-MINE")
	assert (doc.status, doc.received_by, doc.in_serial) == ("Goods Received", desk.technician, "SN-MINE")


def test_the_checklist_is_that_of_the_goods_and_all_of_it_is_answered(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-05"):
		doc = returned(make_unit(goods_category="shoes"), "authorise", "receive")
		assert {row.finding for row in doc.findings} == {
			"Tag Removed",
			"Soiled",
			"Damaged",
			"Body Damaged",
			"Accessory Missing",
			"Label Missing",
			"Not Working",
		}
		for row in doc.findings[1:]:
			row.found = "No"
		doc.save()
		refused(
			doc.inspect,
			f"Say of each finding whether it was found: {doc.findings[0].finding}.",
			"Say whether the goods are intact.",
		)


# refusal


def test_a_refusal_takes_two_people(desk, as_user, on):
	with as_user(desk.lead), on("2025-03-11"):
		doc = returned(make_unit())
		refused(
			doc.authorise,
			"The rules do not oblige to take it back: the notice came too late. Propose to refuse it, or have somebody else grant it.",
		)
		refused(lambda: doc.propose_refusal(" "), "Write down why it is refused: the customer will read it.")
		doc.propose_refusal("Sent on the eighth day")
		assert (doc.status, doc.refusal_code) == ("Refusal Proposed", "REFUSE_LATE")
		assert doc.told["judgement"] == [
			"Too late: 7 days from 2025-03-03 (day of receipt) ended on 2025-03-10."
		]
		refused(lambda: doc.refuse("Indeed"), "Nobody decides on a refusal that they proposed themselves.")
	with as_user(desk.agent), on("2025-03-12"):
		refused(lambda: doc.refuse("Indeed"), "Only a team lead or an operations manager decides on this.")
	with as_user(desk.operations), on("2025-03-12"):
		refused(lambda: doc.refuse(""), "Give the reason for the decision in the remark.")
		doc.refuse("Indeed")
	assert (doc.status, doc.refused_by, doc.refused_on) == ("Refused", desk.operations, days("2025-03-12"))
	assert [(row.since, row.met_on) for row in doc.timers] == [("requested_on", days("2025-03-12"))]
	with as_user(desk.agent), on("2025-03-12"):
		refused(lambda: doc.call_off("No"), "A return cannot go from Refused to Cancelled.")


def test_a_refusal_that_is_not_agreed_to_goes_on_where_it_was(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-11"):
		doc = returned(make_unit())
		doc.propose_refusal("Sent on the eighth day")
	with as_user(desk.lead), on("2025-03-11"):
		doc.send_back("The post stamp says the tenth")
	assert (doc.status, doc.refusal_note) == ("Requested", "The post stamp says the tenth")


def test_a_defect_is_not_denied_without_a_test_report(desk, as_user, on):
	with as_user(desk.agent), on("2025-03-05"):
		doc = returned(make_unit(), "authorise", "receive", kind="Quality")
		report = frappe.get_doc(doctype="File", file_name="report.txt", content="Works", is_private=1)
		url = report.insert(ignore_permissions=True).file_url
		refused(lambda: doc.propose_refusal("Works"), "Choose the ground of the refusal.")
		refused(
			lambda: doc.propose_refusal("Works", "No Defect Found", "/private/files/none.txt"),
			"Attach the test report: it is for the trader to prove this.",
		)
		theirs = frappe.get_doc(doctype="File", file_name="theirs.txt", content="Theirs", is_private=1)
		theirs.flags.ignore_permissions = True
		with as_user("Sales User"):
			theirs.insert()
		refused(
			lambda: doc.propose_refusal("Works", "No Defect Found", theirs.file_url),
			"Attach the test report: it is for the trader to prove this.",
		)
		doc.propose_refusal("Works", "No Defect Found", url)
	assert (doc.status, doc.refusal_code, doc.refusal_evidence) == (
		"Refusal Proposed",
		"No Defect Found",
		url,
	)


def test_goodwill_is_granted_by_another(desk, as_user, on):
	with as_user(desk.lead), on("2025-03-11"):
		doc = returned(make_unit())
		refused(lambda: doc.grant("Old customer"), "Nobody grants a return that they entered themselves.")
	with as_user(desk.operations), on("2025-03-11"):
		doc.grant("Old customer")
	with as_user(desk.lead), on("2025-03-11"):
		doc.authorise()
	assert (doc.status, doc.outcome, doc.granted_by) == ("Authorised", "REFUSE_LATE", desk.operations)


# refund


@pytest.fixture
def sold():
	"""A + B for 300 less 50, and 13 % tax on none of it: B's unit, with its invoice."""
	customer, kept, back = make_customer(), make_item(), make_item()
	with freeze_time("2026-06-01" + NOON):
		invoice = make_invoice(
			back, customer, {kept: 200, back: 120}, apply_discount_on="Grand Total", discount_amount=50
		)
		return make_unit(
			sold="2026-06-01",
			customer=customer,
			item_code=back,
			source_doctype="Sales Invoice",
			source_name=invoice,
		)


def test_the_refund_is_a_credit_note_draft_of_just_that_amount(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive", "inspect", kept=[{"item": "A", "price": 200}])
		with pytest.raises(frappe.PermissionError):
			doc.make_credit_note()
		assert doc.reload().credit_note is None
		refused(lambda: doc.record_refund("2026-06-03"), "Make the ERP document first.")
	with as_user("Accounts User"), on("2026-06-04"):
		doc.reload().make_credit_note()
		refused(doc.reload().make_credit_note, f"The document is there already: {doc.credit_note}.")
	note = frappe.get_doc("Sales Invoice", doc.credit_note)
	assert (note.docstatus, note.is_return, note.return_against) == (0, 1, doc.sales_invoice)
	assert [(row.item_code, row.qty) for row in note.items] == [(doc.item_code, -1)]
	assert (note.grand_total, note.aftersales_return) == (-70, doc.name)
	with as_user(desk.agent), on("2026-06-09"):
		refused(
			lambda: doc.reload().record_refund("2026-06-09"),
			f"The credit note {note.name} is not submitted. Have accounting submit it before the refund is recorded.",
		)
	assert (doc.reload().status, doc.refunded_on) == ("Settling", None)
	assert frappe.db.get_value("Aftersales Product", sold, "status") == "In Use"
	note.submit()
	with as_user(desk.agent), on("2026-06-09"):
		doc.reload().record_refund("2026-06-09")
	assert (doc.status, doc.refunded_on) == ("Closed", days("2026-06-09"))
	assert {row.met_on for row in doc.timers if row.since == "goods_back_on"} == {days("2026-06-09")}
	assert frappe.db.get_value("Aftersales Product", sold, "status") == "Returned"


def test_a_credit_note_that_was_amended_settles_the_return(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive", "inspect", paid_total=120)
	with as_user("Accounts User"), on("2026-06-03"):
		doc.reload().make_credit_note()
	note = frappe.get_doc("Sales Invoice", doc.credit_note)
	note.submit()
	note.cancel()
	with as_user(desk.agent), on("2026-06-03"):
		refused(
			lambda: doc.reload().record_refund("2026-06-03"),
			f"The credit note {note.name} is not submitted. Have accounting submit it before the refund is recorded.",
		)
	amended = frappe.copy_doc(note)
	amended.amended_from = note.name
	amended.insert(ignore_permissions=True)
	amended.submit()
	with as_user(desk.agent), on("2026-06-03"):
		doc.reload().record_refund("2026-06-03")
	assert (doc.status, doc.credit_note) == ("Closed", amended.name)


def test_tax_on_top_and_a_discount_on_the_whole_are_paid_back(desk, as_user, on):
	"""200 and 120, 50 off with tax, 13 % on top: of the 120 the invoice leaves 103.40 before tax."""
	customer = make_customer(customer_type="Individual")
	kept, back = make_item(), make_item(aftersales_registered=1)
	tax = {"charge_type": "On Net Total", "rate": 13, "account_head": a_tax_account(), "description": "VAT"}
	discount = {"apply_discount_on": "Grand Total", "discount_amount": 50}
	with on("2026-06-01"):
		invoice = make_invoice(back, customer, {kept: 200, back: 120}, taxes=[tax], **discount)
	unit = frappe.get_doc("Aftersales Product", {"item_code": back})
	unit.update({"channel": "online", "goods_category": "other", "delivered_on": "2026-06-01"})
	unit.save(ignore_permissions=True)
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(unit.name, "authorise", "receive", "inspect", customer=customer)
	assert (doc.sales_invoice, doc.paid_total, doc.refund_amount) == (invoice, 116.84, 116.84)
	with as_user("Accounts User"), on("2026-06-04"):
		doc.reload().make_credit_note()
	note = frappe.get_doc("Sales Invoice", doc.credit_note)
	note.submit()
	assert (note.grand_total, note.outstanding_amount <= 0) == (-116.84, True)


def test_no_more_is_credited_than_was_billed(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive", "inspect", paid_total=120.01)
	with as_user("Accounts User"), on("2026-06-03"):
		with pytest.raises(
			frappe.ValidationError, match=r"The refund of CNY 120.01 is more than the CNY 120.00 "
		):
			doc.reload().make_credit_note()
	assert doc.reload().status == "Inspected"


def test_a_draft_that_its_owner_deletes_is_made_again(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive", "inspect", paid_total=120)
	with as_user("Accounts User"), on("2026-06-03"):
		doc.reload().make_credit_note()
	frappe.get_doc("Sales Invoice", doc.credit_note).delete()
	assert (doc.reload().credit_note, doc.status) == (None, "Inspected")


def test_a_return_that_is_over_stays_so_when_its_document_goes(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive", "inspect", paid_total=120)
	with as_user("Accounts User"), on("2026-06-03"):
		doc.reload().make_credit_note()
	note = frappe.get_doc("Sales Invoice", doc.credit_note)
	note.submit()
	with as_user(desk.agent), on("2026-06-03"):
		doc.reload().record_refund("2026-06-03")
	returns.forget_document(note)
	assert (doc.reload().credit_note, doc.status) == (note.name, "Closed")


def test_a_defect_that_is_not_confirmed_is_not_paid(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive", kind="Quality", paid_total=120)
		doc.defect_confirmed = "No"
		for row in doc.findings:
			row.found = "No"
		doc.save()
		doc.inspect()
	with as_user("Accounts User"), on("2026-06-03"):
		refused(
			doc.reload().make_credit_note,
			"The inspection did not confirm the defect: nothing is paid or exchanged for it. Propose to refuse it.",
		)


@pytest.mark.parametrize("kind", ["Quality", "Exchange"])
def test_what_goes_back_for_a_defect_is_decided_as_a_claim(desk, as_user, on, sold, kind):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, kind=kind)
		refused(
			doc.authorise,
			"Name the warranty claim that was decided for this: a return or an exchange for a defect is owed or given by its decision.",
		)
		doc.reload().update({"claim": decided_claim(sold, "repair")})
		doc.save()
		refused(
			doc.authorise,
			f"The claim {doc.claim} is not decided yet, or gives something else. Decide it first.",
		)


def test_a_decision_that_an_appeal_turned_is_not_paid(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive", "inspect", kind="Quality", paid_total=120)
	frappe.db.set_value("Aftersales Claim", doc.claim, "decision", None)
	with as_user("Accounts User"), on("2026-06-03"):
		refused(
			doc.reload().make_credit_note,
			f"The claim {doc.claim} is not decided yet, or gives something else. Decide it first.",
		)


def test_the_claim_says_which_unit_goes_back_and_what_its_use_costs(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		claim = decided_claim(sold, "return")
		assert api.explain(claim)["gives"] == "return"
		doc = new_return(sold, "Quality", claim=claim, product=None, customer=None, use_fee=100).insert()
		assert api.explain(claim)["gives"] == ""
		doc.call_off("The customer keeps it")
		assert api.explain(claim)["gives"] == "return"
	customer = frappe.db.get_value("Aftersales Product", sold, "customer")
	assert (doc.product, doc.customer, doc.use_fee) == (sold, customer, 0)


def test_an_invoice_of_somebody_else_is_no_invoice_of_this_sale(desk, as_user, on, sold):
	with on("2026-06-03"):
		other = make_invoice(make_item(), make_customer())
	with as_user(desk.agent), on("2026-06-03"):
		refused(
			new_return(sold, sales_invoice=other).insert,
			f"The invoice {other} is not one of this customer and company.",
		)


def test_what_is_not_intact_is_not_paid(desk, as_user, on, sold):
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(sold, "authorise", "receive")
		a_photo(doc.name)
		for row in doc.findings:
			row.found = "No"
		doc.findings[0].found = "Yes"
		doc.intact = "No"
		doc.save()
		doc.inspect()
	with as_user("Accounts User"), on("2026-06-03"):
		refused(
			doc.reload().make_credit_note,
			"Nothing is owed after the inspection: the goods are not intact. Propose to refuse it, or have somebody else grant it.",
		)


# exchange


def exchanged(unit: str, desk, as_user, on, day: str) -> str:
	"""The unit that takes this one's place on that day."""
	serial = unique("SN")
	with as_user(desk.agent), on(day):
		doc = returned(unit, "authorise", "receive", "inspect", kind="Exchange")
		doc.update({"warehouse": a_warehouse(), "out_serial": serial})
		doc.save()
	with as_user("Stock User"), on(day):
		doc.reload().make_delivery()
	with as_user(desk.agent), on(day):
		doc.reload().hand_over(day, serial)
	assert (doc.status, doc.refund_amount) == ("Closed", 0)
	return doc.new_product


def changes(unit: str) -> tuple:
	return coverage.reckoning_of(unit).unit.changes


@pytest.fixture
def year_of_2024():
	"""ERPNext posts nothing in a year it does not know."""
	for year in (2024, 2025):
		if not frappe.db.exists("Fiscal Year", {"year_start_date": f"{year}-01-01"}):
			frappe.get_doc(
				doctype="Fiscal Year",
				year=str(year),
				year_start_date=f"{year}-01-01",
				year_end_date=f"{year}-12-31",
			).insert()


def test_r6_an_exchange_chains_the_units_and_begins_coverage_anew(desk, as_user, on, year_of_2024):
	old = make_unit(sold="2024-03-15", goods_category="tv", channel="store")
	coverage.renew(old)
	assert frappe.db.get_value("Aftersales Product", old, "coverage_until") == days("2025-03-17")
	new = exchanged(old, desk, as_user, on, "2024-09-01")
	before, after = (frappe.get_doc("Aftersales Product", name) for name in (old, new))
	assert (before.status, before.replaced_by, after.status, after.replaces) == (
		"Exchanged",
		new,
		"In Use",
		old,
	)
	assert after.serial_no != before.serial_no
	assert (after.customer, after.delivered_on, after.price) == (before.customer, days("2024-09-01"), 270)
	assert changes(new) == (Change(EXCHANGED, days("2024-09-01")),)
	assert coverage.timeline_of(new).until() == days("2025-09-01")


def test_a_unit_exchanged_twice(desk, as_user, on, year_of_2024):
	first = make_unit(sold="2024-03-15", goods_category="tv", channel="store")
	second = exchanged(first, desk, as_user, on, "2024-09-01")
	third = exchanged(second, desk, as_user, on, "2025-01-06")
	assert changes(third) == (
		Change(EXCHANGED, days("2024-09-01")),
		Change(EXCHANGED, days("2025-01-06")),
	)
	assert coverage.timeline_of(third).until() == days("2026-01-06")
	assert [frappe.db.get_value("Aftersales Product", unit, "status") for unit in (first, second, third)] == [
		"Exchanged",
		"Exchanged",
		"In Use",
	]
	assert changes(first) == ()


def test_the_replacement_is_a_delivery_draft_that_costs_nothing(desk, as_user, on):
	unit = make_unit(sold="2026-06-01")
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(unit, "authorise", "receive", "inspect", kind="Exchange")
	with as_user("Stock User"), on("2026-06-03"):
		refused(doc.reload().make_delivery, "Say from which warehouse the replacement comes.")
	with as_user(desk.agent), on("2026-06-03"):
		doc.reload().warehouse = a_warehouse()
		doc.save()
		refused(lambda: doc.hand_over("2026-06-03"), "Make the ERP document first.")
	with as_user("Stock User"), on("2026-06-03"):
		doc.reload().make_delivery()
	note = frappe.get_doc("Delivery Note", doc.replacement_delivery)
	assert (note.docstatus, note.grand_total, note.customer, note.aftersales_return) == (
		0,
		0,
		doc.customer,
		doc.name,
	)
	assert [(row.item_code, row.qty, row.warehouse) for row in note.items] == [
		(doc.item_code, 1, doc.warehouse)
	]


def test_a_serial_number_is_handed_out_once(desk, as_user, on):
	item = make_item(serialised=True)
	taken = make_unit(sold="2026-06-01", item_code=item, serial_no=unique("SN"))
	serial = frappe.db.get_value("Aftersales Product", taken, "serial_no")
	unit = make_unit(sold="2026-06-01", item_code=item)
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(unit, "authorise", "receive", "inspect", kind="Exchange", warehouse=a_warehouse())
	with as_user("Stock User"), on("2026-06-03"):
		doc.reload().make_delivery()
	frappe.db.set_value("Delivery Note", doc.replacement_delivery, "docstatus", 1)
	with as_user(desk.agent), on("2026-06-03"):
		doc.reload()
		refused(
			lambda: doc.hand_over("2026-06-03"), "Enter the serial number of the unit that was handed out."
		)
		refused(
			lambda: doc.hand_over("2026-06-03", serial),
			f"The serial number {serial} is that of another registered product: {taken}.",
		)
	assert frappe.db.get_value("Aftersales Product", unit, "status") == "In Use"


def test_a_unit_that_the_delivery_registered_already_is_taken_up(desk, as_user, on):
	unit, serial = make_unit(sold="2026-06-01"), unique("SN")
	item = frappe.db.get_value("Aftersales Product", unit, "item_code")
	with as_user(desk.agent), on("2026-06-03"):
		doc = returned(unit, "authorise", "receive", "inspect", kind="Exchange", warehouse=a_warehouse())
	with as_user("Stock User"), on("2026-06-03"):
		doc.reload().make_delivery()
	delivered = make_unit(
		item_code=item,
		serial_no=serial,
		sold="2026-06-03",
		source_doctype="Delivery Note",
		source_name=doc.replacement_delivery,
	)
	with as_user(desk.agent), on("2026-06-03"):
		doc.reload().hand_over("2026-06-03", serial)
	assert doc.new_product == delivered
	assert frappe.db.get_value("Aftersales Product", delivered, ["replaces", "delivered_on"]) == (
		unit,
		days("2026-06-03"),
	)
	assert units.find(serial, item_code=item) == delivered


# who may


MATRIX = {
	"Service Agent": "rwc",
	"Service Technician": "rw",
	"Service Team Lead": "rwc",
	"Quality Specialist": "rwc",
	"Operations Manager": "rwc",
	"Service Executive": "r",
	"Training Coordinator": "",
	"Service Auditor": "r",
}


@pytest.mark.parametrize("role", MATRIX)
def test_what_a_role_may_do(role):
	user = make_user(role)
	actions = {"r": "read", "w": "write", "c": "create", "d": "delete"}
	allowed = [
		letter
		for letter, action in actions.items()
		if frappe.has_permission("Aftersales Return", action, user=user)
	]
	assert "".join(allowed) == MATRIX[role]


def test_companies_do_not_see_each_other_s_returns(desk, as_user, on):
	second = frappe.copy_doc(frappe.get_doc("Company", a_company()))
	second.update({"company_name": unique("Second"), "abbr": unique("S")[-5:]})
	second.docstatus = 0
	second.set_new_name()
	second.db_insert()
	stranger = make_user("Service Agent")
	make_team([stranger], company=second.name)
	with as_user(desk.agent), on("2025-03-05"):
		unit = make_unit()
		doc = returned(unit)
		assert doc.name in frappe.get_list("Aftersales Return", pluck="name")
	with as_user(stranger), on("2025-03-05"):
		assert frappe.get_list("Aftersales Return") == []
		assert not frappe.has_permission("Aftersales Return", "read", doc.name)
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc("Aftersales Return", doc.name).authorise()
		refused(
			new_return(unit, company=second.name).insert,
			f"The registered product {unit} belongs to another company.",
		)
	with as_user("Service Auditor"):
		stored = frappe.get_doc("Aftersales Return", doc.name)
		for verb in (stored.authorise, lambda: stored.receive("2025-03-05"), lambda: stored.call_off("No")):
			with pytest.raises(frappe.PermissionError):
				verb()
