"""Registered units: what deliveries, invoices, returns and people make of them; their coverage."""

from datetime import date
from time import perf_counter

import frappe
import pytest
from factories import sales
from factories.goods import a_company, a_tax_account, make_item
from factories.people import make_customer, make_user
from factories.service import make_team
from factories.unique import unique
from factories.warranty import make_extension
from frappe.utils import getdate
from freezegun import freeze_time

from aftersales_app.domain import registration as rule
from aftersales_app.integrations import erpnext_sales
from aftersales_app.warranty.queries import claims as claim_reads
from aftersales_app.warranty.services import coverage, renaming, repairs, units
from aftersales_app.warranty.services import register as book

EARLY = f"{date.today().year}-01-02"
PRODUCT, COVERAGE = "Aftersales Product", "Aftersales Coverage"


def units_of(item: str, *fields: str) -> list:
	told = {"item_code": item}
	return list(frappe.get_all(PRODUCT, told, list(fields or ("name",)), order_by="name", as_list=True))


def the_unit(item: str):
	[[name]] = units_of(item)
	return frappe.get_doc(PRODUCT, name)


def new_unit(**fields):
	unit = frappe.get_doc(
		{
			"doctype": PRODUCT,
			"company": a_company(),
			"customer": fields.pop("customer", None) or make_customer(),
			"item_code": fields.pop("item_code", None) or make_item(),
			**fields,
		}
	)
	unit.flags.derived = True  # also what only services write
	return unit


def refused(action, message: str, kind=frappe.ValidationError) -> None:
	with pytest.raises(kind) as caught:
		action()
	assert str(caught.value) == message


# from sales


def test_each_delivered_serial_becomes_a_unit():
	item, serials = sales.serialised(3)
	customer = make_customer(customer_type="Individual")
	note = sales.deliver(item, 2, "\n".join(serials[:2]), customer, posting_date=EARLY, set_posting_time=1)
	found = units_of(item, "serial_no", "customer", "status", "buyer", "price", "source_name", "delivered_on")
	day = frappe.utils.getdate(EARLY)
	assert found == [
		(serials[0], customer, "In Use", "consumer", 3000, note.name, day),
		(serials[1], customer, "In Use", "consumer", 3000, note.name, day),
	]
	[owner] = frappe.get_doc(PRODUCT, units.find(serials[0])).owners
	assert (owner.customer, owner.kind, owner.owned_from, owner.source_row) == (
		customer,
		"Sale",
		day,
		note.items[0].name,
	)


def test_a_bundle_of_version_15_is_read():
	item, serials = sales.serialised(2)
	note = sales.new_delivery(item, 2)
	note.items[0].use_serial_batch_fields = 0
	note.insert(ignore_permissions=True)
	note.submit()  # ERPNext chooses the serial numbers, past the document
	assert note.items[0].serial_no in (None, "")
	assert sorted(row[0] for row in units_of(item, "serial_no")) == sorted(serials)


def test_a_batch_is_known_of_each_piece():
	item = make_item(
		has_batch_no=1, create_new_batch=1, batch_number_series=unique("B") + ".###", aftersales_registered=1
	)
	receipt = sales.receive(item, 2)
	batch = frappe.get_all("Batch", {"item": item}, pluck="name")[0]
	assert receipt.docstatus == 1
	sales.deliver(item, 2, row={"batch_no": batch})
	assert units_of(item, "batch_no", "serial_no") == [(batch, None), (batch, None)]


def test_pieces_without_serial_are_units_where_the_item_says_so():
	plain, flagged = make_item(), make_item(aftersales_registered=1)
	for item in (plain, flagged):
		sales.receive(item, 5)
		sales.deliver(item, 3)
	assert units_of(plain) == []
	assert len(units_of(flagged)) == 3


def test_a_group_says_it_for_all_below():
	parent = frappe.get_doc(
		doctype="Item Group",
		item_group_name=unique("Above"),
		is_group=1,
		parent_item_group="All Item Groups",
		aftersales_registered=1,
	).insert()
	group = frappe.get_doc(
		doctype="Item Group", item_group_name=unique("Below"), parent_item_group=parent.name
	).insert()
	item = make_item(item_group=group.name)
	sales.receive(item, 1)
	sales.deliver(item, 1)
	assert len(units_of(item)) == 1


def test_an_invoice_bills_what_was_delivered():
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0])
	bill = sales.invoice(
		item,
		customer=note.customer,
		row={"delivery_note": note.name, "dn_detail": note.items[0].name, "rate": 3000},
	)
	unit = the_unit(item)
	assert (unit.invoice, unit.invoice_row, str(unit.invoiced_on)) == (
		bill.name,
		bill.items[0].name,
		bill.posting_date,
	)
	bill.cancel()
	assert (the_unit(item).invoice, the_unit(item).invoiced_on, the_unit(item).status) == (
		None,
		None,
		"In Use",
	)


def test_an_invoice_with_stock_delivers():
	item, serials = sales.serialised(1)
	bill = sales.invoice(item, 1, serials[0], update_stock=1)
	unit = the_unit(item)
	assert (unit.serial_no, unit.invoice, str(unit.delivered_on)) == (
		serials[0],
		bill.name,
		bill.posting_date,
	)


def test_an_invoice_alone_registers_and_its_delivery_hands_over():
	item = make_item(aftersales_registered=1)
	sales.receive(item, 2)
	bill = sales.invoice(item, 2)
	assert units_of(item, "delivered_on", "invoice") == [(None, bill.name)] * 2
	note = sales.deliver(
		item,
		2,
		customer=bill.customer,
		row={"against_sales_invoice": bill.name, "si_detail": bill.items[0].name},
	)
	day = frappe.utils.getdate(note.posting_date)
	assert units_of(item, "delivered_on", "invoice") == [(day, bill.name)] * 2


def test_a_return_marks_the_unit_and_its_cancellation_puts_it_out_again():
	item, serials = sales.serialised(2)
	note = sales.deliver(item, 2, "\n".join(serials))
	back = give_back(note, serials[0])
	assert dict(units_of(item, "serial_no", "status")) == {serials[0]: "Returned", serials[1]: "In Use"}
	unit = frappe.get_doc(PRODUCT, units.find(serials[0]))
	assert (unit.owners[-1].owned_until, unit.owners[-1].heard) == (
		frappe.utils.getdate(back.posting_date),
		back.name,
	)
	back.cancel()
	unit.reload()
	assert (unit.status, unit.owners[-1].owned_until, unit.owners[-1].heard) == ("In Use", None, None)


def give_back(note, serial: str):
	return sales.deliver(
		note.items[0].item_code,
		-1,
		serial,
		note.customer,
		is_return=1,
		return_against=note.name,
		row={"dn_detail": note.items[0].name},
	)


def test_a_credit_note_marks_pieces_without_serial():
	item = make_item(aftersales_registered=1)
	sales.receive(item, 3)
	bill = sales.invoice(item, 3, update_stock=1)
	sales.invoice(
		item,
		-2,
		customer=bill.customer,
		is_return=1,
		update_stock=1,
		return_against=bill.name,
		row={"sales_invoice_item": bill.items[0].name},
	)
	assert sorted(row[0] for row in units_of(item, "status")) == ["In Use", "Returned", "Returned"]


def test_a_serial_bought_back_and_sold_again_is_the_next_owners():
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0])
	give_back(note, serials[0])
	again = sales.deliver(item, 1, serials[0])
	unit = the_unit(item)
	assert (unit.customer, unit.status, unit.source_name) == (again.customer, "In Use", again.name)
	assert [(row.customer, bool(row.owned_until)) for row in unit.owners] == [
		(note.customer, True),
		(again.customer, False),
	]
	again.cancel()
	unit.reload()
	assert (unit.customer, unit.status, unit.source_name) == (note.customer, "Returned", note.name)


def test_a_delivery_that_is_dated_ahead_is_kept():
	item, serials = sales.serialised(1)
	ahead = frappe.utils.add_days(frappe.utils.today(), 2)
	with freeze_time(f"{ahead} 04:00:00.25"):
		sales.deliver(item, 1, serials[0])
	unit = the_unit(item)
	unit.channel = "online"
	unit.save()
	assert unit.delivered_on == getdate(ahead)
	later = frappe.utils.add_days(ahead, 1)
	unit.delivered_on = later
	with pytest.raises(frappe.ValidationError, match="Leave it empty until the unit is delivered"):
		unit.save()


def test_a_cancelled_sale_marks_and_its_amendment_takes_the_same_units():
	item = make_item(aftersales_registered=1)
	sales.receive(item, 2)
	note = sales.deliver(item, 2)
	note.cancel()
	before = units_of(item, "name", "status")
	assert [status for _name, status in before] == ["Cancelled", "Cancelled"]
	amended = frappe.copy_doc(note)
	amended.amended_from = note.name
	amended.insert(ignore_permissions=True)
	amended.submit()
	assert units_of(item, "name", "status") == [(name, "In Use") for name, _status in before]


def test_a_cancelled_sale_may_be_deleted():
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0])
	note.cancel()
	frappe.db.set_single_value("Accounts Settings", "delete_linked_ledger_entries", 1)
	frappe.get_doc("Delivery Note", note.name).delete()
	unit = the_unit(item)
	assert (unit.status, unit.source_name, unit.owners[0].source_name) == ("Cancelled", None, None)


def test_a_failure_is_listed_and_the_sale_goes_on(monkeypatch):
	item, serials = sales.serialised(1)
	with monkeypatch.context() as broken:
		broken.setattr(book.Register, "write", lambda self: 1 / 0)
		note = sales.deliver(item, 1, serials[0])
	assert note.docstatus == 1 and units_of(item) == []
	told = {"source_name": note.name}
	[listed] = frappe.get_all("Aftersales Unregistered Sale", told, ["name", "reason", "status", "customer"])
	assert (listed.reason, listed.status, listed.customer) == ("Failed", "Open", note.customer)
	assert frappe.db.exists("Error Log", {"method": ("like", f"%{note.name}%")})
	frappe.get_doc("Aftersales Unregistered Sale", listed.name).take_again()
	assert frappe.db.get_value("Aftersales Unregistered Sale", listed.name, "status") == "Settled"
	assert the_unit(item).serial_no == serials[0]


def test_registering_a_sale_takes_few_statements(count_queries):
	item, serials = sales.serialised(20)
	note = sales.deliver(item, 20, "\n".join(serials))
	frappe.db.delete("Aftersales Product Owner", {"source_name": note.name})
	frappe.db.delete(PRODUCT, {"source_name": note.name})
	frappe.db.delete(COVERAGE, {"product": ("like", "UN-%")})
	with count_queries() as seen:
		units.from_delivery(note)
	assert len(units_of(item)) == 20
	assert len(seen) <= 22, "\n".join(seen)


def test_the_same_sale_twice_is_once():
	item, serials = sales.serialised(2)
	note = sales.deliver(item, 2, "\n".join(serials))
	give_back(note, serials[1])
	before = units_of(item, "name", "status", "modified")
	units.from_delivery(note)
	assert units_of(item, "name", "status", "modified") == before


# trap T1


@pytest.fixture
def covered(monkeypatch):
	"""Items made here are television sets."""
	monkeypatch.setattr("aftersales_app.warranty.services.rules.goods_category", lambda item: "tv")
	frappe.db.set_value("Company", a_company(), "country", "China")
	frappe.clear_document_cache("Company", a_company())


def statements(name: str) -> list:
	fields = [
		"name",
		"statement",
		"kind",
		"part",
		"first_day",
		"last_day",
		"norm",
		"norm_version",
		"recorded_at",
	]
	return list(frappe.get_all(COVERAGE, {"product": name}, fields, order_by="name", as_list=True))


def test_a_delivery_to_somebody_else_that_is_cancelled_leaves_the_unit_as_it_was(covered):
	item, serials = sales.serialised(1)
	buyer = make_customer(customer_type="Individual")
	note = sales.deliver(item, 1, serials[0], buyer, posting_date=EARLY, set_posting_time=1)
	unit = the_unit(item)
	unit.update({"channel": "online", "region": "CN-GD", "installed_on": EARLY})
	unit.save()
	kept = as_told(the_unit(item))
	before = [row.last_day for row in frappe.get_all(COVERAGE, {"product": unit.name}, ["last_day"])]
	sales.receive(item, 1, serials[0])  # comes in for repair
	wrong = sales.deliver(item, 1, serials[0], make_customer(), row={"rate": 10, "price_list_rate": 10})
	told = the_unit(item)
	assert (told.customer, told.buyer, told.price, told.channel, told.installed_on) == (
		wrong.customer,
		"business",
		10,
		None,
		None,
	)
	wrong.cancel()
	assert as_told(the_unit(item)) == kept
	assert the_unit(item).owners[0].owned_until is None
	now = frappe.get_all(
		COVERAGE, {"product": unit.name}, ["last_day"], order_by="name desc", limit=len(before)
	)
	assert sorted(row.last_day for row in now) == sorted(before)
	sales.deliver(item, 1, serials[0], buyer, row={"rate": 0, "price_list_rate": 0})  # goes back
	assert as_told(the_unit(item)) == kept
	assert note.name == kept["source_name"]


def repaired(unit, day) -> None:
	"""A repair under warranty of what the product caused, on one day."""
	told = {"product": unit.name, "received_on": day, "returned_on": day}
	cause = {"cause": "product", "fault": "No picture", "in_warranty": 1, "confirmed": 1}
	frappe.get_doc({"doctype": "Aftersales Repair", **told, **cause}).insert(ignore_permissions=True)


def as_told(unit) -> dict:
	"""What the unit's record says of its sale."""
	return {field: unit.get(field) for field in book.WRITTEN_OVER}


def test_who_buys_it_anew_does_not_inherit_repairs_and_extensions(covered):
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	unit = the_unit(item)
	day = frappe.utils.getdate()
	for before in (60, 20):
		repaired(unit, frappe.utils.add_days(day, -before))
	extension = make_extension(customer=note.customer, sold_on=EARLY)
	extension.activate(unit.name, str(day))
	assert repairs.facts(unit.name, day)["repair_count"] == 2
	months = [row.last_day for row in frappe.get_all(COVERAGE, {"product": unit.name}, ["last_day"])]
	give_back(note, serials[0])
	again = sales.deliver(item, 1, serials[0], make_customer())
	assert the_unit(item).customer == again.customer
	assert repairs.facts(unit.name, frappe.utils.add_days(day, 1))["repair_count"] == 0
	terms = {one.term for one in coverage.timeline_of(unit.name).segments}
	assert months and extension.name not in terms
	told = frappe.get_doc("Aftersales Extension", extension.name)
	assert (told.status, told.cancelled_on) == ("Cancelled", day)
	assert told.cancel_told == f"The unit was sold again by {again.name}."
	assert told.refund == told.price  # nothing of its year was used
	own = make_extension(
		customer=again.customer, sold_on=frappe.utils.add_days(day, -3)
	)  # ordered with the unit
	own.activate(unit.name, str(day))
	assert own.name in {one.term for one in coverage.timeline_of(unit.name).segments}


def test_extensions_go_on_where_the_sale_to_somebody_else_is_cancelled(covered):
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	unit = the_unit(item)
	extension = make_extension(customer=note.customer, sold_on=EARLY)
	extension.activate(unit.name, EARLY)
	fields = ("status", "cancelled_on", "cancel_basis", "refund", "first_day", "last_day")
	kept = [extension.reload().get(field) for field in fields]
	until = frappe.db.get_value(PRODUCT, unit.name, "coverage_until")
	sales.receive(item, 1, serials[0])
	wrong = sales.deliver(item, 1, serials[0])
	assert extension.reload().status == "Cancelled"
	wrong.cancel()
	assert [extension.reload().get(field) for field in fields] == kept
	assert frappe.db.get_value(PRODUCT, unit.name, "coverage_until") == until


def test_of_two_later_sales_the_first_may_be_cancelled_before_the_second():
	item, serials = sales.serialised(1)
	first = sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	kept = as_told(the_unit(item))
	notes = []
	for rate in (10, 20):
		sales.receive(item, 1, serials[0])
		notes.append(sales.deliver(item, 1, serials[0], row={"rate": rate, "price_list_rate": rate}))
	units.from_cancelled(notes[0])
	unit = the_unit(item)
	assert [(row.customer, row.void) for row in unit.owners] == [
		(first.customer, 0),
		(notes[0].customer, 1),
		(notes[1].customer, 0),
	]
	assert (unit.customer, unit.price, unit.owners[0].owned_until) == (
		notes[1].customer,
		20,
		unit.owners[2].owned_from,
	)
	units.from_cancelled(notes[1])
	assert as_told(the_unit(item)) == kept
	assert the_unit(item).owners[0].owned_until is None


def test_who_got_it_from_the_buyer_of_a_cancelled_sale_never_had_it():
	item, serials = sales.serialised(1)
	sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	kept = as_told(the_unit(item))
	sales.receive(item, 1, serials[0])
	wrong = sales.deliver(item, 1, serials[0], row={"rate": 10, "price_list_rate": 10})
	unit = the_unit(item)
	unit.customer = make_customer()
	unit.save()
	wrong.cancel()
	assert as_told(the_unit(item)) == kept
	assert [row.void for row in the_unit(item).owners] == [0, 1, 1]


def test_what_comes_back_after_a_cancelled_sale_comes_from_who_has_it():
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	sales.receive(item, 1, serials[0])
	sales.deliver(item, 1, serials[0]).cancel()
	sales.issue(item, 1, serials[0])  # it is with its owner
	back = give_back(note, serials[0])
	unit = the_unit(item)
	assert (unit.status, unit.customer) == ("Returned", note.customer)
	assert [(row.heard, bool(row.owned_until)) for row in unit.owners] == [(back.name, True), (None, False)]


def test_who_gets_it_from_a_customer_inherits_all(covered):
	unit = new_unit(delivered_on=EARLY).insert()
	repaired(unit, frappe.utils.add_days(frappe.utils.getdate(), -20))
	unit.reload().customer = make_customer()
	unit.save()
	assert repairs.facts(unit.name, frappe.utils.getdate())["repair_count"] == 1


def test_what_only_services_write_is_not_taken_from_a_request(as_user):
	agent, item, customer = make_user("Service Agent"), make_item(), make_customer()
	make_team([agent])
	told = {"doctype": PRODUCT, "company": a_company(), "customer": customer, "item_code": item}
	forged = {
		"status": "Exchanged",
		"coverage_until": "2099-12-31",
		"coverage_statement": 9,
		"source_doctype": "Item",
		"source_name": item,
		"invoice_row": "x",
		"owners": [{"customer": customer, "void": 1, "heard": "DN-1", "source_row": "x", "kind": "Transfer"}],
	}
	with as_user(agent):
		unit = frappe.get_doc({**told, **forged}).insert()
		unit.update(
			{
				"replaces": unit.name,
				"replaced_by": unit.name,
				**{k: v for k, v in forged.items() if k != "owners"},
			}
		)
		unit.save()
	unit.reload()
	assert (unit.status, unit.coverage_until, unit.source_name, unit.invoice_row) == (
		"In Use",
		None,
		None,
		None,
	)
	assert (unit.replaces, unit.replaced_by) == (None, None)
	[owner] = unit.owners
	assert (owner.customer, owner.void, owner.heard, owner.source_row, owner.kind) == (
		customer,
		0,
		None,
		None,
		"Sale",
	)


def test_a_renamed_item_or_serial_number_keeps_its_units():
	item, serials = sales.serialised(2)
	sales.deliver(item, 1, serials[0])
	unit, code, number = the_unit(item).name, unique("ITEM-NEW"), unique("SN-NEW")
	frappe.rename_doc("Item", item, code)
	frappe.rename_doc("Serial No", serials[0], number, force=True)
	told = frappe.get_doc(PRODUCT, unit)
	assert (told.item_code, told.serial_no) == (code, number)
	assert told.unit_key == rule.unit_key(code, number)
	assert units.find(number, item_code=code) == unit


@pytest.mark.parametrize("merge", [False, True])
def test_a_renamed_customer_is_who_a_unit_goes_back_to(merge):
	item, serials = sales.serialised(1)
	first = sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	unit = the_unit(item)
	invoiced = frappe.db.get_value(PRODUCT, unit.name, "price")
	sales.receive(item, 1, serials[0])
	again = sales.deliver(item, 1, serials[0], make_customer())
	new = make_customer() if merge else unique("客户")
	frappe.rename_doc("Customer", first.customer, new, merge=merge)
	again.reload()
	again.cancel()
	told = the_unit(item)
	assert (told.customer, told.source_name, told.source_row) == (new, first.name, first.items[0].name)
	assert (told.status, told.price) == (unit.status, invoiced)
	assert frappe.parse_json(told.owners[1].before).unit["customer"] == new


def test_a_renamed_company_is_whose_sale_a_unit_goes_back_to():
	"""A unit that a company had sold before another one did."""
	item, serials = sales.serialised(2)
	for serial in serials:
		sales.deliver(item, 1, serial, posting_date=EARLY, set_posting_time=1)
		sales.receive(item, 1, serial)
		again = sales.deliver(item, 1, serial, make_customer())
	first, second = (units.find(serial) for serial in serials)
	old, new = make_company("旧公司"), unique("新公司")
	row = frappe.get_doc(PRODUCT, second).owners[1]
	before = frappe.parse_json(row.before)
	before.unit["company"] = old
	row.db_set("before", frappe.as_json(before))
	frappe.rename_doc("Company", old, new)
	for unit, company in ((first, a_company()), (second, new)):
		told = frappe.parse_json(frappe.get_doc(PRODUCT, unit).owners[1].before).unit
		assert (told["company"], told["status"]) == (company, before.unit["status"])
	again.reload()
	again.cancel()
	assert frappe.db.get_value(PRODUCT, second, "company") == new


def make_company(name: str) -> str:
	company = {"company_name": unique(name), "abbr": frappe.generate_hash(length=5).upper()}
	return (
		frappe.get_doc({"doctype": "Company", **company, "default_currency": "CNY", "country": "China"})
		.insert()
		.name
	)


def test_units_of_serial_numbers_that_are_merged_are_both_kept():
	item = make_item()
	first, second = new_unit(item_code=item).insert(), new_unit(item_code=item).insert()
	for unit, number in ((first, "A-1"), (second, "A-2")):
		unit.serial_no = f"{item}-{number}"
		unit.save()
	renaming.serial_renamed(item, second.serial_no, first.serial_no)
	assert first.reload().unit_key == rule.unit_key(item, first.serial_no)
	assert (second.reload().unit_key, second.serial_no) == (None, first.serial_no)
	remark = frappe.db.get_value(
		"Comment", {"reference_name": second.name, "comment_type": "Info"}, "content"
	)
	assert first.name in remark


def test_a_repair_in_and_out_of_stock_changes_no_coverage(covered):
	item, serials = sales.serialised(1, warranty_period=365)
	note = sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	unit = the_unit(item)
	before = statements(unit.name)
	assert (unit.coverage_statement, unit.goods_category) == (1, "tv") and before
	kept = unit.as_dict()
	sales.receive(item, 1, serials[0])  # comes in for repair
	expiry, customer = frappe.db.get_value("Serial No", serials[0], ["warranty_expiry_date", "customer"])
	assert (expiry, customer) == (None, None)  # what ERPNext makes of it
	assert coverage.cover_on(unit.name, frappe.utils.getdate()).covered is True
	sales.deliver(item, 1, serials[0], note.customer, row={"rate": 0, "price_list_rate": 0})  # goes back
	assert coverage.renew(unit.name) is False
	assert the_unit(item).as_dict() == kept
	assert statements(unit.name) == before


def test_a_repair_by_return_and_free_delivery_changes_no_coverage(covered):
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	unit = the_unit(item)
	before = statements(unit.name)
	give_back(note, serials[0])
	assert the_unit(item).status == "Returned"
	out = sales.deliver(item, 1, serials[0], note.customer, row={"rate": 0, "price_list_rate": 0})
	again = the_unit(item)
	assert (again.status, again.delivered_on, again.owners[-1].owned_until) == (
		"In Use",
		unit.delivered_on,
		None,
	)
	assert statements(unit.name) == before
	units.from_delivery(out)
	assert len(the_unit(item).owners) == 1


def test_a_repair_by_invoice_and_credit_note_changes_no_coverage(covered):
	item, serials = sales.serialised(1)
	bill = sales.invoice(item, 1, serials[0], update_stock=1, posting_date=EARLY, set_posting_time=1)
	unit, before = the_unit(item), statements(the_unit(item).name)
	back = sales.invoice(
		item,
		-1,
		serials[0],
		bill.customer,
		update_stock=1,
		is_return=1,
		return_against=bill.name,
		row={"sales_invoice_item": bill.items[0].name},
	)
	assert the_unit(item).status == "Returned"
	back.reload().cancel()
	assert the_unit(item).status == "In Use" and statements(unit.name) == before


def test_what_is_written_into_the_serial_number_changes_no_coverage(covered):
	item, serials = sales.serialised(1, warranty_period=365)
	sales.deliver(item, 1, serials[0], posting_date=EARLY, set_posting_time=1)
	unit = the_unit(item)
	before, kept = statements(unit.name), unit.as_dict()
	stock = frappe.get_doc("Serial No", serials[0])
	for said in (
		{"warranty_expiry_date": "2000-01-01", "maintenance_status": "Out of Warranty"},
		{"warranty_expiry_date": "2099-01-01", "warranty_period": 9999},
		{"customer": make_customer(), "brand": None, "status": "Inactive"},
	):
		stock.update(said).save()
		assert coverage.renew(unit.name) is False
	frappe.db.delete("Serial No", {"name": serials[0]})
	assert coverage.renew(unit.name) is False
	unit.reload().save()  # the form still saves
	assert statements(unit.name) == before
	now = the_unit(item).as_dict()
	assert [
		field for field in kept if field not in ("modified", "owners") and now[field] != kept[field]
	] == []


# coverage


def test_coverage_is_only_added_and_only_where_something_changed(covered):
	unit = new_unit(delivered_on="2024-03-15", invoiced_on="2024-03-15").insert()
	first = statements(unit.name)
	whole = [row for row in first if row[3] == ""]
	assert [(row[2], row[4], row[5]) for row in whole] == [
		("statutory", date(2024, 3, 15), date(2025, 3, 17))
	]
	assert unit.coverage_statement == 1
	unit.brand = None
	unit.save()
	assert statements(unit.name) == first and coverage.renew(unit.name) is False
	unit.needs_installation = 1
	unit.installed_on = "2024-03-20"
	unit.save()
	assert unit.coverage_statement == 2
	found = statements(unit.name)
	assert found[: len(first)] == first
	assert {row[5] for row in found[len(first) :] if row[3] == ""} == {date(2025, 3, 20)}
	stored = frappe.get_doc(COVERAGE, first[0][0])
	refused(stored.save, "Statements of coverage are written by the warranty module and are never edited.")
	refused(stored.delete, "Statements of coverage are only added, never deleted.")
	refused(unit.delete, "Registered products are part of the service archive and are not deleted.")


def test_a_unit_tells_what_its_customer_is_called():
	unit = new_unit().insert()
	name = frappe.db.get_value("Customer", unit.customer, "customer_name")
	assert frappe.get_doc("Aftersales Product", unit.name).as_dict().customer_name == name


def test_a_glance_tells_what_is_covered_and_what_is_asked_for(covered):
	unit = new_unit(delivered_on="2024-03-15").insert()
	seen = coverage.glance(unit.name, date(2025, 3, 1))
	assert (seen["covered"], seen["until"], seen["remaining_days"]) == (True, date(2025, 3, 17), 16)
	assert "12 months from 2024-03-15: until 2025-03-15." in seen["reasons"]
	unknown = new_unit().insert()
	seen = coverage.glance(unknown.name, date(2025, 3, 1))
	assert seen["covered"] is None and seen["missing"]


def test_what_replaces_a_unit_begins_anew(covered):
	old = new_unit(delivered_on="2024-03-15", status="Exchanged").insert()
	new = new_unit(
		item_code=old.item_code, customer=old.customer, delivered_on="2024-09-01", replaces=old.name
	).insert()
	whole = [row for row in statements(new.name) if row[3] == ""]
	assert [(row[2], row[4], row[5]) for row in whole] == [
		("statutory", date(2024, 3, 15), date(2024, 8, 31)),
		("restart", date(2024, 9, 1), date(2025, 9, 1)),
	]


# by people


def test_an_agent_registers_a_unit(as_user):
	item = make_item()
	agent = make_user("Service Agent")
	make_team([agent])
	serial = unique("SN")
	with as_user(agent):
		unit = new_unit(item_code=item, serial_no=f" {serial} ", customer=make_customer()).insert()
		assert (unit.serial_no, unit.owners[0].kind, unit.currency) == (
			serial,
			"Sale",
			frappe.get_cached_value("Company", a_company(), "default_currency"),
		)
		refused(
			new_unit(item_code=item, serial_no=serial.upper()).insert,
			f"Serial number {serial.upper()} of item {item} is registered already. Open that unit and enter its new owner there.",
			frappe.DuplicateEntryError,
		)
	assert units.find(serial) == units.find(serial, unit.customer, item) == unit.name
	assert units.find(serial, make_customer()) is None
	assert (
		units.register(company=unit.company, customer=unit.customer, item_code=item, serial_no=serial)
		== unit.name
	)


def test_another_customer_is_the_next_owner():
	unit = new_unit(delivered_on="2025-06-03").insert()
	buyer = make_customer()
	first = unit.customer
	unit.customer = buyer
	unit.save()
	assert [(row.customer, row.kind) for row in unit.owners] == [(first, "Sale"), (buyer, "Transfer")]
	assert unit.owners[0].owned_until == unit.owners[1].owned_from == frappe.utils.getdate()
	unit.owners = unit.owners[1:]
	refused(unit.save, "Earlier owners stay in the unit's history.")


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"invoiced_on": "2099-01-01"}, "Invoiced on: 2099-01-01 has not come yet."),
		(
			{"delivered_on": "2099-01-01"},
			"Delivered on: 2099-01-01 has not come yet. Leave it empty until the unit is delivered; a delivery note fills it in.",
		),
		(
			{"delivered_on": "2025-06-03", "installed_on": "2022-06-03"},
			"Installed on 2022-06-03, before it was sold on 2025-06-03. Correct one of them.",
		),
		(
			{"factory_on": "2025-07-01", "delivered_on": "2025-06-03"},
			"Sold on 2025-06-03, before it left the factory on 2025-07-01. Correct one of them.",
		),
		({"jurisdiction": "China"}, "CHINA is no country code. Write two letters, say CN."),
		(
			{"jurisdiction": "US", "region": "CN-ZJ"},
			"Region CN-ZJ is not one of US. Write it as US- and the region's code.",
		),
		(
			{"jurisdiction": "CN", "region": "CN-ZG"},
			"There is no region CN-ZG. Enter a code such as CN-GD for Guangdong.",
		),
		(
			{"jurisdiction": "CN", "region": "CN-GUANGDONG"},
			"There is no region CN-GUANGDONG. Enter a code such as CN-GD for Guangdong.",
		),
		(
			{"goods_category": "teapot"},
			"The rules of CN know no goods of category teapot. Choose one that is offered.",
		),
		(
			{
				"readings": [
					{"read_on": "2025-06-03", "counter": "km", "value": -5},
					{"read_on": "2099-01-01", "counter": "km", "value": 5},
				]
			},
			"Row 1 of the counter readings: a reading cannot be negative.<br>\nRow 2 of the counter readings: the day has not come yet.",
		),
		(
			{
				"readings": [
					{"read_on": "2025-07-01", "counter": "km", "value": 800},
					{"read_on": "2025-06-03", "counter": "km", "value": 1200},
				]
			},
			"Row 1 of the counter readings: 800 is less than the 1200 of 2025-06-03. Correct the reading or the day, or tick Counter Replaced if another counter was built in.",
		),
		({"price": -1}, None),
	],
)
def test_what_cannot_be_is_refused(fields, message):
	if message is None:
		with pytest.raises(frappe.ValidationError):
			new_unit(**fields).insert()
	else:
		refused(new_unit(**fields).insert, message)


def test_companies_do_not_see_each_others_units(as_user):
	other = frappe.get_doc(
		doctype="Company",
		company_name=unique("Other"),
		abbr=unique("O")[-8:],
		default_currency="CNY",
		country="China",
	).insert()
	mine, theirs = new_unit(delivered_on="2025-06-03").insert(), new_unit(company=other.name).insert()
	agent = make_user("Service Agent")
	make_team([agent])
	with as_user(agent):
		seen = frappe.get_list(PRODUCT, pluck="name", limit=0)
		assert mine.name in seen and theirs.name not in seen
		assert frappe.has_permission(PRODUCT, "write", mine.name)
		assert not frappe.has_permission(PRODUCT, "read", theirs.name)
		with pytest.raises(frappe.PermissionError):
			new_unit(company=other.name, customer=mine.customer, item_code=mine.item_code).insert()
		with pytest.raises(frappe.PermissionError):
			from aftersales_app.warranty.api import product_timeline

			product_timeline(theirs.name)


@pytest.mark.parametrize("role", ["Service Auditor", "Service Executive", "Service Technician"])
def test_others_change_nothing(role, as_user):
	unit = new_unit().insert()
	user = make_user(role)
	make_team([user])
	with as_user(user):
		for right in ("write", "create", "delete"):
			assert not frappe.has_permission(PRODUCT, right, unit.name)
			assert not frappe.has_permission(COVERAGE, right)
		assert frappe.has_permission(PRODUCT, "read")


def test_what_is_written_in_one_go_is_what_was_said():
	"""Quotes, percent signs and other writing go past the query builder and arrive as they are."""
	item = make_item(item_name="10% 'auf' \\ \"alles\" `x` 空调 %s %(a)s")
	frappe.db.set_value("Item", item, "aftersales_registered", 1)
	frappe.clear_document_cache("Item", item)
	sales.receive(item, 1)
	sales.deliver(item, 1)
	[[name]] = units_of(item, "item_name")
	assert name == "10% 'auf' \\ \"alles\" `x` 空调 %s %(a)s"


def test_the_price_of_a_unit_is_what_was_paid_for_it():
	"""Two at 3,000 and a service at 1,000, a tenth off the whole, 13 % on top, and freight, which is not paid for the goods."""
	item, serials = sales.serialised(2)
	note = sales.new_delivery(item, 2, "\n".join(serials))
	rate = {"rate": 1000, "price_list_rate": 1000}
	note.append("items", {"item_code": make_item(is_stock_item=0), "qty": 1, **rate})
	note.update({"apply_discount_on": "Grand Total", "additional_discount_percentage": 10})
	tax = {"account_head": a_tax_account(), "description": "VAT"}
	note.append("taxes", {**tax, "charge_type": "On Net Total", "rate": 13})
	note.append("taxes", {**tax, "charge_type": "Actual", "tax_amount": 80})
	note.insert(ignore_permissions=True)
	note.submit()
	net = sum(row.net_amount for row in note.items if row.item_code == item)
	assert units_of(item, "price") == [(round(net / 2 * 1.13, 2),)] * 2
	frappe.db.set_value(PRODUCT, {"item_code": item}, "price", 0)
	[stored] = erpnext_sales.sales("Delivery Note", [note.name])
	assert stored.rows[0].price == round(net / 2 * 1.13, 2)


def bill(note, rate, **fields):
	"""The invoice of a delivery of one item, without stock."""
	row = note.items[0]
	told = {"delivery_note": note.name, "dn_detail": row.name, "rate": rate, "price_list_rate": rate}
	return sales.invoice(row.item_code, int(row.qty), customer=note.customer, row=told, **fields)


def test_a_cancelled_bill_leaves_the_price_of_the_delivery():
	item, serials = sales.serialised(2)
	billed = bill(sales.deliver(item, 2, "\n".join(serials)), 2800)
	assert units_of(item, "price", "invoice") == [(2800, billed.name)] * 2
	frappe.db.set_value(PRODUCT, units.find(serials[1]), "price", 2750)  # as a person entered it
	billed.cancel()
	assert units_of(item, "price", "currency", "invoice", "invoiced_on") == [
		(3000, "CNY", None, None),
		(2750, "CNY", None, None),
	]


def test_a_price_that_only_a_cancelled_bill_told_is_unknown_again():
	"""Deliveries often go without prices."""
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0], row={"rate": 0, "price_list_rate": 0})
	assert units_of(item, "price") == [(0,)]
	billed = bill(note, 2800)
	assert units_of(item, "price") == [(2800,)]
	billed.cancel()
	assert units_of(item, "price", "status") == [(0, "In Use")]
	assert bill(note, 2700).docstatus == 1
	assert units_of(item, "price") == [(2700,)]


def test_an_invoice_that_sold_by_itself_takes_its_price_with_it():
	item = make_item(aftersales_registered=1)
	sold = sales.invoice(item, 2)
	first, second = (name for (name,) in units_of(item))
	frappe.db.set_value(PRODUCT, second, "price", 1)
	sold.cancel()
	assert units_of(item, "price", "status") == [(0, "Cancelled"), (1, "Cancelled")]
	again = frappe.copy_doc(sold)
	again.update({"amended_from": sold.name, "docstatus": 0})
	again.insert(ignore_permissions=True)
	again.submit()
	assert units_of(item, "name", "price", "status") == [
		(first, 3000, "In Use"),
		(second, 3000, "In Use"),
	]


@pytest.fixture
def abroad():
	"""An invoice in dollars, at seven yuan, of a customer whose account is in yuan."""
	single = "allow_multi_currency_invoices_against_single_party_account"
	frappe.db.set_single_value("Accounts Settings", single, 1)
	return {"currency": "USD", "conversion_rate": 7, "plc_conversion_rate": 7}


def test_the_price_of_a_bill_in_another_currency_is_in_that(abroad):
	"""100 dollars and 13 % on top, at seven yuan; delivered for 110 without, and entered in euro by somebody."""
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0], row={"rate": 110, "price_list_rate": 110}, **abroad)
	assert units_of(item, "price", "currency") == [(110, "USD")]
	frappe.db.set_value(PRODUCT, units.find(serials[0]), "currency", "EUR")
	tax = {"account_head": a_tax_account(), "description": "VAT", "charge_type": "On Net Total", "rate": 13}
	billed = bill(note, 100, taxes=[tax], **abroad)
	assert (billed.grand_total, billed.base_grand_total) == (113, 791)
	assert units_of(item, "price", "currency") == [(113, "USD")]
	[stored] = erpnext_sales.sales("Sales Invoice", [billed.name])
	assert (stored.rows[0].price, stored.currency) == (113, "USD")
	billed.cancel()
	assert units_of(item, "price", "currency") == [(110, "USD")]


def test_an_invoice_in_another_currency_registers_its_price(abroad):
	item = make_item(aftersales_registered=1)
	rate = {"rate": 100, "price_list_rate": 100}
	sales.invoice(item, 2, row=rate, **abroad)
	assert units_of(item, "price", "currency") == [(100, "USD")] * 2


def test_a_price_with_taxes_in_it_is_paid_as_it_is_written():
	"""Three at 1,130 with 13 % in it, a tenth off the whole."""
	item, serials = sales.serialised(3)
	tax = {"account_head": a_tax_account(), "description": "VAT", "charge_type": "On Net Total", "rate": 13}
	note = sales.deliver(
		item,
		3,
		"\n".join(serials),
		row={"rate": 1130, "price_list_rate": 1130},
		taxes=[{**tax, "included_in_print_rate": 1}],
		apply_discount_on="Grand Total",
		additional_discount_percentage=10,
	)
	assert (round(note.net_total, 2), round(note.grand_total, 2)) == (2700, 3051)
	assert units_of(item, "price") == [(1017,)] * 3


def test_each_piece_of_a_row_without_serials_has_its_price():
	"""Two boxes of three at 900 a box; a second row of one piece; half a piece is none."""
	item = make_item(
		aftersales_registered=1,
		uoms=[{"uom": "Nos", "conversion_factor": 1}, {"uom": "Box", "conversion_factor": 3}],
	)
	sales.receive(item, 10)
	box = {"rate": 900, "price_list_rate": 900, "uom": "Box", "conversion_factor": 3}
	note = sales.new_delivery(item, 2, row=box)
	single = {"item_code": item, "qty": 1, "rate": 350, "price_list_rate": 350, "uom": "Nos"}
	note.append("items", {**single, "warehouse": note.items[0].warehouse})
	note.insert(ignore_permissions=True)
	note.submit()
	first, second = (row.name for row in note.items)
	found = units_of(item, "price", "source_row", "serial_no", "unit_key")
	assert [row[:3] for row in found] == [(300, first, None)] * 6 + [(350, second, None)]
	assert len({row[3] for row in found}) == 7
	book.take(erpnext_sales.sales("Delivery Note", [note.name]))  # read again, nothing is new
	assert len(units_of(item)) == 7


# what is looked at on the server


def attach(**fields):
	return frappe.get_doc(doctype="File", file_name=f"{unique('proof')}.txt", is_private=1, **fields).insert()


def test_the_proof_of_an_owner_is_a_file_that_the_user_may_read(as_user):
	agent = make_user("Service Agent")
	make_team([agent])
	unit = new_unit(delivered_on="2025-06-03").insert()
	theirs, buyer = attach(content="of somebody else"), make_customer()
	with as_user(agent):
		mine = attach(content="of the agent")
		for url in (theirs.file_url, "/private/files/never-there.pdf"):
			told = frappe.get_doc(PRODUCT, unit.name)
			told.customer = buyer
			told.append("owners", {"customer": buyer, "proof": url})
			message = f"There is no file {url} that you may read. Attach the file here."
			refused(told.save, message, frappe.PermissionError)
		told = frappe.get_doc(PRODUCT, unit.name)
		told.customer = buyer
		told.append("owners", {"customer": buyer, "proof": mine.file_url})
		told.save()
	assert unit.reload().owners[1].proof == mine.file_url


def test_only_a_file_that_the_user_may_read_is_evidence(as_user):
	theirs = attach(content="a consent of another customer")
	with as_user("Service Agent"):
		mine = attach(content="the consent")
		assert claim_reads.is_file(mine.file_url)
		assert not claim_reads.is_file(theirs.file_url)
		assert not claim_reads.is_file("/private/files/never-there.pdf")
		assert not claim_reads.is_file(None)


def test_a_verb_asks_the_record_not_the_request(as_user):
	"""Who may see one customer's records gets at no other's by sending that customer along."""
	item, serials = sales.serialised(1)
	note = sales.deliver(item, 1, serials[0])
	units.list_failed(erpnext_sales.sale(note))
	[listed] = frappe.get_all("Aftersales Unregistered Sale", {"source_name": note.name}, pluck="name")
	lead, theirs = make_user("Service Team Lead"), make_customer()
	make_team([], lead=lead)
	frappe.permissions.add_user_permission("Customer", theirs, lead, ignore_permissions=True)
	said = frappe.get_doc("Aftersales Unregistered Sale", listed)
	said.customer = theirs
	with as_user(lead), pytest.raises(frappe.PermissionError):
		said.take_again()
	assert frappe.db.get_value("Aftersales Unregistered Sale", listed, "status") == "Open"


@pytest.mark.timeout(900)
def test_a_delivery_of_two_thousand_serial_numbers_registers_them_all():
	item, serials = sales.serialised(2000)
	note = sales.new_delivery(item, 2000, "\n".join(serials))
	note.insert(ignore_permissions=True)
	began = perf_counter()
	note.submit()
	seconds = perf_counter() - began
	print(f"2,000 serial numbers submitted and registered in {seconds:.1f} s")
	assert seconds < 60
	assert note.docstatus == 1
	assert sorted(row[0] for row in units_of(item, "serial_no")) == sorted(serials)
	assert frappe.db.count("Aftersales Product Owner", {"source_name": note.name}) == 2000
	assert not frappe.db.exists("Aftersales Unregistered Sale", {"source_name": note.name})


def test_a_row_of_another_unit_is_not_taken_over(as_user):
	agent = make_user("Service Agent")
	make_team([agent])
	mine, theirs = new_unit(delivered_on="2025-06-03").insert(), new_unit(delivered_on="2025-06-03").insert()
	row = theirs.owners[0].name
	with as_user(agent):
		told = {"name": row, "customer": mine.customer, "void": 1, "heard": "DN-1"}
		said = frappe.get_doc(PRODUCT, mine.name)
		said.append("owners", told).__islocal = None
		refused(
			said.save,
			"Row 2 of Owners belongs to another document or is gone. Reload, and enter it anew.",
			frappe.PermissionError,
		)
	kept = frappe.db.get_value("Aftersales Product Owner", row, ["parent", "void", "heard"])
	assert kept == (theirs.name, 0, None)


def test_who_had_it_in_between_is_no_buyer_from_the_trader(as_user):
	"""Owners that are entered by hand follow those who are known; only the first can have bought it."""
	agent, between, last = make_user("Service Agent"), make_customer(), make_customer()
	make_team([agent])
	unit = new_unit(delivered_on="2025-06-03").insert()
	with as_user(agent):
		told = frappe.get_doc(PRODUCT, unit.name)
		rows = [told.append("owners", {"customer": who, "kind": "Sale"}) for who in (between, last)]
		rows[0].owned_from, rows[1].owned_from, told.customer = "2025-07-01", "2025-08-01", last
		told.owners = [*rows, told.owners[0]]
		told.save()
	found = [(row.customer, row.kind, str(row.owned_until)) for row in unit.reload().owners]
	assert found == [
		(unit.owners[0].customer, "Sale", "2025-07-01"),
		(between, "Transfer", "2025-08-01"),
		(last, "Transfer", "None"),
	]


def test_items_that_are_merged_keep_both_units():
	first, second, serial = make_item(serialised=True), make_item(serialised=True), unique("SN")
	one = new_unit(item_code=first, serial_no=serial).insert()
	two = new_unit(item_code=second, serial_no=serial).insert()
	frappe.rename_doc("Item", first, second, merge=True)
	assert two.reload().unit_key == rule.unit_key(second, serial)
	assert (one.reload().item_code, one.serial_no, one.unit_key) == (second, serial, None)
	told = {"reference_name": one.name, "comment_type": "Info"}
	assert two.name in frappe.db.get_value("Comment", told, "content")


def test_a_counter_that_was_replaced_begins_anew_and_the_use_of_the_unit_goes_on():
	readings = [
		{"read_on": "2025-06-03", "counter": "km", "value": 1200},
		{"read_on": "2025-07-01", "counter": "km", "value": 800, "replaced": 1},
	]
	unit = new_unit(readings=readings).insert()
	used = coverage.reckon(unit).unit.readings
	assert [(str(one.day), one.value) for one in used] == [("2025-06-03", 1200), ("2025-07-01", 2000)]
