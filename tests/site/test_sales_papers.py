"""Units of items without serial numbers, however their orders, deliveries, invoices and returns follow each other: each piece is one unit,
with the invoice that bills it."""

from collections import Counter

import frappe
from erpnext.accounts.doctype.sales_invoice import sales_invoice as invoices
from erpnext.selling.doctype.sales_order import sales_order as orders
from erpnext.stock.doctype.delivery_note import delivery_note as notes
from factories import sales
from factories.goods import a_company, make_item
from factories.people import make_customer
from factories.unique import unique

from aftersales_app.integrations import erpnext_sales
from aftersales_app.warranty.services import register as book
from aftersales_app.warranty.services import units as service

PRODUCT, UNREGISTERED = "Aftersales Product", "Aftersales Unregistered Sale"
LATER = "2099-01-01"


def goods(**fields):
	item = make_item(aftersales_registered=1, **fields)
	sales.receive(item, 20)
	return item


def order(item, qty):
	row = {"item_code": item, "qty": qty, "rate": 3000, "price_list_rate": 3000, "delivery_date": LATER}
	row["warehouse"] = sales.a_warehouse()
	doc = frappe.get_doc(
		doctype="Sales Order",
		company=a_company(),
		customer=make_customer(),
		transaction_date=frappe.utils.today(),
		delivery_date=LATER,
		items=[row],
	)
	doc.insert().submit()
	return doc.name


def submitted(doc, qty=None, **fields):
	doc.update(fields)
	if doc.doctype == "Sales Invoice":
		doc.due_date = LATER
	if qty:
		doc.items[0].qty = qty
	doc.insert().submit()
	return doc


def states(item, *fields):
	"""How many units of an item are in which state."""
	return Counter(frappe.get_all(PRODUCT, {"item_code": item}, [*fields], as_list=True))


def amended(doc, qty=None):
	draft = frappe.copy_doc(doc)
	draft.amended_from = doc.name
	return submitted(draft, qty)


def bundle(**parts):
	"""A package of `item=pieces`; its code."""
	package = make_item(is_stock_item=0)
	rows = [{"item_code": item, "qty": qty} for item, qty in parts.items()]
	frappe.get_doc(doctype="Product Bundle", new_item_code=package, items=rows).insert()
	return package


def changes_nothing(*docs):
	"""Whoever reads the same documents once more finds all known."""
	before = frappe.get_all(PRODUCT, fields=["name", "modified"], order_by="name")
	for doc in docs:
		done = book.take(erpnext_sales.sales(doc.doctype, [doc.name])).done
		assert not +Counter({what: number for what, number in done.items() if what != "known"}), doc.name
	assert frappe.get_all(PRODUCT, fields=["name", "modified"], order_by="name") == before


def test_an_order_that_is_delivered_and_billed_in_parts_is_so_many_units():
	item = goods()
	name = order(item, 5)
	first = submitted(orders.make_delivery_note(name), 2)
	bill = submitted(orders.make_sales_invoice(name), 2)
	second = submitted(orders.make_delivery_note(name), 3)
	told = states(item, "source_name", "invoice")
	assert told == {(first.name, bill.name): 2, (second.name, None): 3}  # the bill was for two
	rest = submitted(orders.make_sales_invoice(name), 3)
	assert states(item, "source_name", "invoice") == {(first.name, bill.name): 2, (second.name, rest.name): 3}
	changes_nothing(first, bill, second, rest)


def test_an_order_that_is_billed_first_is_a_unit_for_each_piece():
	item = goods()
	name = order(item, 3)
	first, second = (submitted(orders.make_sales_invoice(name), qty) for qty in (2, 1))
	told = {(first.name, None): 2, (second.name, None): 1}
	assert states(item, "invoice", "delivered_on") == told
	note = submitted(orders.make_delivery_note(name))
	today = frappe.utils.getdate(note.posting_date)
	told = {(first.name, today): 2, (second.name, today): 1}
	assert states(item, "invoice", "delivered_on") == told
	changes_nothing(first, second, note)


def test_what_was_billed_first_comes_back_with_its_delivery():
	item = goods()
	bill = submitted(orders.make_sales_invoice(order(item, 2)))
	note = submitted(invoices.make_delivery_note(bill.name))
	back = submitted(notes.make_sales_return(note.name), -1)
	assert states(item, "status") == {("Returned",): 1, ("In Use",): 1}
	assert not frappe.db.exists(UNREGISTERED, {"source_name": back.name})
	changes_nothing(bill, note, back)
	back.cancel()
	assert states(item, "status") == {("In Use",): 2}


def test_a_cancelled_delivery_of_what_was_billed_first_is_handed_over_once_more():
	item = goods()
	bill = submitted(orders.make_sales_invoice(order(item, 2)))
	note = submitted(invoices.make_delivery_note(bill.name))
	note.reload().cancel()
	assert states(item, "status", "delivered_on", "invoice") == {("In Use", None, bill.name): 2}
	again = amended(note)
	today = frappe.utils.getdate(again.posting_date)
	assert states(item, "status", "delivered_on", "invoice") == {("In Use", today, bill.name): 2}


def test_what_is_delivered_stays_sold_where_only_its_bill_is_cancelled():
	item = goods()
	name = order(item, 3)
	bill = submitted(orders.make_sales_invoice(name))
	note = submitted(orders.make_delivery_note(name), 2)
	bill.reload().cancel()
	told = {("In Use", note.name, None): 2, ("Cancelled", bill.name, None): 1}
	assert states(item, "status", "source_name", "invoice") == told
	note.reload().cancel()
	assert states(item, "status") == {("Cancelled",): 3}


def test_each_bill_of_a_delivery_has_its_pieces_and_its_price_also_when_all_is_read_later(monkeypatch):
	item = goods()
	with monkeypatch.context() as before:
		before.setattr(service, "_take", lambda doc: None)
		note = sales.deliver(item, 5)
		first = submitted(notes.make_sales_invoice(note.name), 2)
		second = notes.make_sales_invoice(note.name)
		second.items[0].rate = 2500
		second = submitted(second, 3)
	for doc in (note, first, second):
		book.take(erpnext_sales.sales(doc.doctype, [doc.name]))
	told = {(note.name, first.name, 3000): 2, (note.name, second.name, 2500): 3}
	assert states(item, "source_name", "invoice", "price") == told
	changes_nothing(note, first, second)


def test_the_parts_of_a_package_are_billed_and_come_back_with_it():
	item = goods()
	note = sales.deliver(bundle(**{item: 2}), 3)
	bill = submitted(notes.make_sales_invoice(note.name), 2)
	told = {("In Use", bill.name): 4, ("In Use", None): 2}
	assert states(item, "status", "invoice") == told
	back = submitted(notes.make_sales_return(note.name), -1)
	assert states(item, "status") == {("Returned",): 2, ("In Use",): 4}
	assert not frappe.db.exists(UNREGISTERED, {"source_name": back.name})
	changes_nothing(note, bill, back)


def test_a_package_that_was_billed_by_its_order_before_is_billed_part_by_part():
	item = goods()
	name = order(bundle(**{item: 2}), 3)
	bill = submitted(orders.make_sales_invoice(name), 1)
	assert not states(item, "name")  # which parts went out is known when they do
	note = submitted(orders.make_delivery_note(name))
	assert states(item, "invoice") == {(bill.name,): 2, (None,): 4}
	rest = submitted(orders.make_sales_invoice(name))
	assert states(item, "invoice") == {(bill.name,): 2, (rest.name,): 4}
	changes_nothing(bill, note, rest)


def test_variants_are_registered_where_their_template_says_so():
	attribute = unique("Colour")
	frappe.get_doc(
		doctype="Item Attribute",
		attribute_name=attribute,
		item_attribute_values=[{"attribute_value": "Red", "abbr": "R"}],
	).insert()
	template = make_item(
		has_variants=1,
		attributes=[{"attribute": attribute}],
		aftersales_registered=1,
		aftersales_needs_installation=1,
	)
	variant = make_item(variant_of=template, attributes=[{"attribute": attribute, "attribute_value": "Red"}])
	sales.receive(variant, 2)
	sales.deliver(variant, 2)
	assert states(variant, "needs_installation") == {(1,): 2}


def test_a_group_says_it_of_goods_and_not_of_services():
	group = frappe.get_doc(
		doctype="Item Group",
		item_group_name=unique("Group"),
		parent_item_group="All Item Groups",
		aftersales_registered=1,
	).insert()
	service_item = make_item(is_stock_item=0, item_group=group.name)
	not_kept = make_item(is_stock_item=0, aftersales_registered=1)  # sold from the supplier's stock
	sales.invoice(service_item, 2)
	sales.invoice(not_kept, 2)
	assert not states(service_item, "name") and len(states(not_kept, "name")) == 2


def test_pieces_in_another_unit_of_measure_are_counted_and_priced_one_by_one():
	item = goods(uoms=[{"uom": "Box", "conversion_factor": 6}])
	note = sales.deliver(item, 2, row={"uom": "Box", "conversion_factor": 6})
	assert states(item, "price") == {(500,): 12}
	submitted(notes.make_sales_return(note.name), -1)
	assert states(item, "status") == {("Returned",): 6, ("In Use",): 6}


def test_a_credit_note_about_money_alone_takes_nothing_back():
	item = goods()
	note = sales.deliver(item, 2)
	bill = submitted(notes.make_sales_invoice(note.name))
	submitted(invoices.make_sales_return(bill.name), -1)
	assert states(item, "status", "invoice") == {("In Use", bill.name): 2}


def test_an_amendment_that_is_read_again_makes_no_new_units():
	item = goods()
	note = sales.deliver(item, 3)
	note.reload().cancel()
	fewer = amended(note, 2)
	told = {("In Use", fewer.name): 2, ("Cancelled", note.name): 1}
	assert states(item, "status", "source_name") == told
	changes_nothing(fewer)
	bill = sales.invoice(item, 2)
	bill.reload().cancel()
	changes_nothing(amended(bill))


def test_an_invoice_bills_what_was_delivered_and_not_what_was_cancelled():
	item = goods()
	name = order(item, 2)
	gone = submitted(orders.make_delivery_note(name))
	gone.reload().cancel()
	note = submitted(orders.make_delivery_note(name))
	bill = submitted(orders.make_sales_invoice(name))
	told = {("Cancelled", gone.name, None): 2, ("In Use", note.name, bill.name): 2}
	assert states(item, "status", "source_name", "invoice") == told
	changes_nothing(note, bill)


def test_each_row_of_a_delivery_is_billed_once():
	item = goods()
	note = orders.make_delivery_note(order(item, 2))
	note.items[0].qty = 1
	note.append("items", frappe.copy_doc(note.items[0]).as_dict())
	note = submitted(note)
	bill = submitted(notes.make_sales_invoice(note.name))
	assert states(item, "invoice", "invoice_row") == {(bill.name, row.name): 1 for row in bill.items}
	done = book.take(erpnext_sales.sales(bill.doctype, [bill.name])).done
	assert done["known"] == 2
