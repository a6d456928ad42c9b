"""Registered units: from sales, from staff, found by their serial numbers (B2). One writer of who has them and where they came from.

A sale is never held up: what cannot be registered is undone, logged and listed as an Aftersales Unregistered Sale.
"""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate

from aftersales_app.aftersales_core import attempts, files, messages, moments, rows
from aftersales_app.domain import counters
from aftersales_app.domain import registration as rule
from aftersales_app.domain.errors import Reason
from aftersales_app.integrations import erpnext_items
from aftersales_app.integrations import erpnext_sales as erpnext
from aftersales_app.integrations.erpnext import country_code, customer_name, default_currency
from aftersales_app.integrations.erpnext_sales import Sale
from aftersales_app.warranty.queries import products
from aftersales_app.warranty.queries import units as queries
from aftersales_app.warranty.services import coverage, extensions, rules
from aftersales_app.warranty.services import register as book

EXCHANGED = "Exchanged"
PRODUCT, UNREGISTERED = queries.PRODUCT, "Aftersales Unregistered Sale"
DATES = ("invoiced_on", "delivered_on", "installed_on", "registered_on", "factory_on")
LISTED = (
	"name",
	"owner",
	"creation",
	"modified",
	"modified_by",
	"company",
	"customer",
	"item_code",
	"status",
	"reason",
	"details",
	"source_doctype",
	"source_name",
	"source_row",
	"sale_key",
)


def from_sale(doc: Any) -> None:
	"""Handler of a delivery note's or an invoice's submission."""
	if not attempts.attempt(f"Units of {doc.doctype} {doc.name} are not registered", _take, doc):
		failed = erpnext.Sale(
			doc.doctype,
			doc.name,
			doc.company,
			doc.customer,
			getdate(doc.posting_date),
			"",
			False,
			True,
			"",
			(),
		)
		attempts.attempt("A sale that is not registered is not listed", list_failed, failed)


from_delivery = from_invoice = from_sale


def from_cancelled(doc: Any) -> None:
	"""Handler of the cancellation of either: what it sold is sold no more, what it took back is out again."""
	attempts.attempt(f"Units of {doc.doctype} {doc.name}, cancelled, are not marked", _take_away, doc)


def forget(doc: Any) -> None:
	"""A draft or a cancelled document is deleted: what names it does not stand in the way."""
	told, gone = (
		{"source_doctype": doc.doctype, "source_name": doc.name},
		{"source_doctype": None, "source_name": None},
	)
	for doctype in (PRODUCT, queries.OWNER, UNREGISTERED):
		frappe.db.set_value(doctype, told, gone, update_modified=False)
	if doc.doctype == erpnext.INVOICE:
		frappe.db.set_value(PRODUCT, {"invoice": doc.name}, "invoice", None, update_modified=False)
	examples = {"example_doctype": doc.doctype, "example": doc.name}
	frappe.db.set_value("Aftersales Backfill Reason", examples, {"example_doctype": None, "example": None})


def find(serial_no: str, customer: str | None = None, item_code: str | None = None) -> str | None:
	"""The unit of a serial number, of this customer or item where they are given; None where there is none, or more than one."""
	if not serial_no:
		return None
	found = queries.find(serial_no.strip(), customer, item_code)
	return found[0].name if len(found) == 1 else None


def register(**facts: Any) -> str:
	"""Register a unit from what somebody knows of it; its name. One that is known by item and serial number is returned as it is, if it is
	the same customer's. The user needs the right to create units."""
	product = frappe.new_doc(PRODUCT)
	product.update(facts)
	product.flags.derived = True
	known = queries.known("unit_key", [key]) if (key := key_of(product)) else []
	if known and known[0].customer == facts.get("customer"):
		return known[0].name
	return product.insert().name


def exchanged(old: str, new: str, on: date) -> None:
	"""The old unit is back; since `on` the new one takes its place."""
	frappe.db.set_value(PRODUCT, old, {"status": EXCHANGED, "replaced_by": new})
	frappe.db.set_value(PRODUCT, new, {"replaces": old, "delivered_on": on})


def returned(unit: str) -> None:
	"""The unit is back and its price is paid back."""
	frappe.db.set_value(PRODUCT, unit, "status", rule.RETURNED)


def take_again(name: str) -> None:
	"""Register what a listed sale could not; throws where it cannot be still."""
	listed = frappe.get_doc(UNREGISTERED, name)
	sales = erpnext.sales(listed.source_doctype, [listed.source_name])
	open_again = {(row.name if row else "") for _sale, row, _reason in book.take(sales).listed}
	if listed.source_row in open_again:
		frappe.throw(_("It still cannot be registered: {0}.").format(_(listed.reason)))
	listed.db_set("status", "Settled", notify=True)


def list_sales(found: book.Tally) -> None:
	"""Put the rows that a person has to look at on the list, each once."""
	_list([(sale, row.name, row.item_code, reason) for sale, row, reason in found.listed])


def list_failed(sale: Sale) -> None:
	"""Put a whole document on the list."""
	_list([(sale, "", None, rule.FAILED)])


# what the form's rules are


def check(product: Any) -> None:
	"""Throw for what a unit cannot be, every fault at once."""
	labels = {field: product.meta.get_label(field) for field in DATES}
	dates = {label: product.get(field) and getdate(product.get(field)) for field, label in labels.items()}
	entered = {label for field, label in labels.items() if product.has_value_changed(field)}
	today = moments.site_today()
	found = list(rule.faults(dates, today, product.region or "", product.jurisdiction or "", entered))
	for row in product.readings:
		day = getdate(row.read_on) if row.read_on else None
		found += rule.faults_of_reading(row.idx, day, flt(row.value), today)
	found += counters.backwards(products.readings(product))
	told = [messages.text(reason.code, _labelled(reason)) for reason in found]
	told_anew = product.has_value_changed("goods_category") or product.has_value_changed("jurisdiction")
	if (
		product.goods_category
		and told_anew
		and not rules.knows_goods(product.jurisdiction, product.goods_category)
	):
		told.append(
			_("The rules of {0} know no goods of category {1}. Choose one that is offered.").format(
				product.jurisdiction, frappe.utils.escape_html(product.goods_category)
			)
		)
	item = erpnext.item_of_serial(product.serial_no) if product.serial_no else ""
	if item and item != product.item_code:
		told.append(
			_("Serial number {0} is one of item {1}, not of {2}.").format(
				product.serial_no, item, product.item_code
			)
		)
	if told:
		frappe.throw(messages.LINE.join(told))


def keep(product: Any) -> None:
	"""What the form shows as read only is written by services: by `register`, by sales and returns."""
	if product.flags.derived:
		return
	before = product.get_doc_before_save()
	for field in product.meta.get("fields", {"read_only": 1}):
		product.set(field.fieldname, before.get(field.fieldname) if before else field.default)
	stored = {row.name for row in before.owners} if before else ()
	for row in product.owners:
		if row.name not in stored:
			row.update(book.NOT_TOLD)


def prepare(product: Any) -> None:
	"""Fill in what follows from the rest: the key, what the item says, the country, the currency."""
	product.serial_no = (product.serial_no or "").strip() or None
	product.unit_key = key_of(product)
	product.item_name = erpnext_items.item_name(product.item_code)
	if not product.brand and product.item_code:
		product.brand = erpnext_items.item_facts(product.item_code)[1] or None
	product.jurisdiction = (product.jurisdiction or "").strip().upper() or country_code(product.company)
	product.region = (product.region or "").strip().upper() or None
	if not product.goods_category:
		product.goods_category = rules.goods_category(product.item_code) or None
	if not product.currency:
		product.currency = default_currency(product.company)


def owner_name(product: Any) -> str:
	"""As the customer is called today."""
	return customer_name(product.customer) if product.customer else ""


def key_of(product: Any) -> str | None:
	"""By what the unit is known: its serial number, else the row that sold it, where one did."""
	if product.serial_no:
		return rule.unit_key(product.item_code or "", product.serial_no)
	return product.get("unit_key") if product.get("source_row") else None


def refuse_second(product: Any) -> None:
	"""Throw where the item has a unit of this serial number already. Asked past what the user may see."""
	known = queries.known("unit_key", [product.unit_key]) if product.unit_key else []
	if any(unit.name != product.name for unit in known):
		frappe.throw(
			_(
				"Serial number {0} of item {1} is registered already. Open that unit and enter its new owner there."
			).format(product.serial_no, product.item_code),
			frappe.DuplicateEntryError,
		)


def keep_owners(product: Any) -> None:
	"""The customer is the last owner: another one is entered as the next. Rows that came with sales are not edited."""
	before = product.get_doc_before_save()
	stored = {row.name: row for row in before.owners} if before else {}
	if set(stored) - {row.name for row in product.owners}:
		frappe.throw(_("Earlier owners stay in the unit's history."))
	for row in product.owners:
		if kept := stored.get(row.name):
			row.update({field: kept.get(field) for field in (*book.OWNER_FACTS, "idx")})
		files.check(row, kept, "proof")
	# Who is entered now comes after those who are known.
	product.owners.sort(key=lambda row: row.name not in stored)
	for place, row in enumerate(product.owners, 1):
		row.idx = place
	present = [row for row in product.owners if not row.void]
	if not present or present[-1].customer != product.customer:
		present.append(product.append("owners", {"customer": product.customer}))
	for place, row in enumerate(present, 1):
		if row.name not in stored:
			_begin(product, present[:place], before is None)


def _begin(product: Any, present: list[Any], first: bool) -> None:
	"""The row of an owner who is entered, the last of `present`: since when, and until when the one before had the unit."""
	row = present[-1]
	row.kind = rule.SALE if first and len(present) == 1 else rule.TRANSFER
	sold = next((product.get(field) for field in ("delivered_on", "invoiced_on") if product.get(field)), None)
	row.owned_from = row.owned_from or (sold if row.kind == rule.SALE else moments.site_today())
	if len(present) > 1:
		earlier = present[-2]
		if earlier.owned_from and getdate(row.owned_from) < getdate(earlier.owned_from):
			frappe.throw(
				_("{0} cannot have it before {1}, when {2} got it.").format(
					row.customer, frappe.format(earlier.owned_from, "Date"), earlier.customer
				)
			)
		earlier.owned_until = row.owned_from


def _labelled(reason: Reason) -> dict[str, Any]:
	return {
		name: frappe.format(value, "Date") if hasattr(value, "year") else _(str(value))
		for name, value in reason.params.items()
	}


# sales


def _take(doc: Any) -> None:
	list_sales(book.take([erpnext.sale(doc)]))


def _take_away(doc: Any) -> None:
	for name in queries.of_sale(doc.doctype, doc.name):
		product = frappe.get_doc(PRODUCT, name, for_update=True)
		if product.source_name != doc.name or not _left_to_delivery(product):
			_void(product, doc)
	for name in queries.handed_over_by(_rows_in(doc)):
		_put_back(frappe.get_doc(PRODUCT, name, for_update=True))
	for name in queries.taken_back_by(doc.name, ()) if doc.is_return else ():
		_put_out(frappe.get_doc(PRODUCT, name, for_update=True), doc)
	if doc.doctype == erpnext.INVOICE:
		_unbill(doc)


def _rows_in(doc: Any) -> set[str]:
	return {row.name for row in (*doc.items, *(doc.get("packed_items") or ()))}


def _put_back(product: Any) -> None:
	"""The delivery of what an invoice sold is cancelled: it is not handed over yet."""
	if product.status == rule.IN_USE:
		product.db_set({"delivered_on": None, "delivery_row": None})
		coverage.renew(product.name)


def _left_to_delivery(product: Any) -> bool:
	"""Only the invoice is cancelled of what was delivered since: from now on the delivery is what sold it. False where there is none."""
	note = erpnext.note_of(product.delivery_row) if product.delivery_row else None
	sold = [row for row in product.owners if row.source_row == product.source_row and not row.void]
	if not note or not sold:
		return False
	now = {"source_doctype": erpnext.DELIVERY, "source_name": note, "source_row": product.delivery_row}
	sold[-1].db_set({**now, "owned_from": product.delivered_on})
	product.db_set({**now, "delivery_row": None})
	return True


def _unbill(doc: Any) -> None:
	"""What is known of units by this invoice alone is known no more: their price is again what their delivery said, else unknown. A price
	that is not the invoice's was entered by somebody, and stays."""
	billed = [frappe.get_doc(PRODUCT, name, for_update=True) for name in queries.invoiced_by(doc.name)]
	asked = _priced(erpnext.sale(doc)) if billed else {}
	delivered = _delivered_for(billed)
	for product in billed:
		facts = {"invoice": None, "invoice_row": None, "invoiced_on": None}
		if (flt(product.price, 2), product.currency) == asked.get(product.invoice_row):
			price, currency = delivered.get(product.source_row) or (0, product.currency)
			facts |= {"price": price, "currency": currency}
		product.db_set(facts)
		coverage.renew(product.name)


def _delivered_for(products: list[Any]) -> dict[str, tuple[float, str]]:
	"""Row of a delivery note -> the price and the currency by which it sold these units."""
	notes = {one.source_name for one in products if one.source_doctype == erpnext.DELIVERY}
	found: dict[str, tuple[float, str]] = {}
	for sale in erpnext.sales(erpnext.DELIVERY, sorted(filter(None, notes))):
		found |= _priced(sale)
	return found


def _priced(sale: Sale) -> dict[str, tuple[float, str]]:
	return {row.name: (flt(row.price, 2), sale.currency) for row in sale.rows}


def _void(product: Any, doc: Any) -> None:
	"""The sale is cancelled: the unit is what it was before, else nobody's. Where it was sold again since, that is what the later sale
	goes back to."""
	rows = product.owners
	gone = [rows[place] for place in rule.never_had(products.owners(product), _rows_of(product, doc))]
	if not gone:
		return
	for row in gone:
		row.db_set("void", 1)
	before = frappe.parse_json(gone[0].before) if gone[0].before else None
	present = [row for row in rows[: rows.index(gone[0])] if not row.void]
	later = next((row for row in rows[rows.index(gone[-1]) + 1 :] if not row.void), None)
	if present and before and before["had"]:
		present[-1].db_set("owned_until", later.owned_from if later else None)
	if later:
		_go_back_further(later, gone[0])
	else:
		_go_back(product, before, present[-1] if present else None)
	coverage.renew(product.name)
	if before and not later:
		extensions.go_on(before.extensions or ())


def _rows_of(product: Any, doc: Any) -> set[str]:
	"""The rows of a sale by which it sold the unit."""
	told = (doc.doctype, doc.name)
	return {row.source_row for row in product.owners if (row.source_doctype, row.source_name) == told}


def _go_back(product: Any, before: Any, owner: Any) -> None:
	if before and (not owner or owner.customer == before["unit"]["customer"]):
		product.db_set(before["unit"])
	else:
		product.db_set(_as_of(owner) if owner else {"status": rule.CANCELLED})


def _go_back_further(later: Any, gone: Any) -> None:
	"""A later sale that came after one that is cancelled now came after what was before that."""
	before = frappe.parse_json(later.before) if later.before else None
	if before and before["unit"]["source_row"] == gone.source_row:
		later.db_set("before", gone.before)


def _as_of(owner: Any) -> dict[str, Any]:
	"""What is known of a unit by the row of its owner alone."""
	return {
		"status": rule.RETURNED if owner.heard else rule.CANCELLED,
		"customer": owner.customer,
		"delivered_on": owner.owned_from,
		"source_doctype": owner.source_doctype,
		"source_name": owner.source_name,
		"source_row": owner.source_row,
	}


def _put_out(product: Any, doc: Any) -> None:
	"""The return is cancelled: the last owner still has the unit."""
	last = next((row for row in reversed(product.owners) if not row.void), None)
	if last and doc.name in (last.heard or "").split("\n"):
		heard = [one for one in last.heard.split("\n") if one != doc.name]
		last.db_set({"owned_until": None, "heard": "\n".join(heard) or None})
		if product.status == rule.RETURNED:
			product.db_set("status", rule.IN_USE)


def _list(found: list[tuple[Sale, str, str | None, str]]) -> None:
	user, now = frappe.session.user, moments.site_now()
	stamps = {"owner": user, "creation": now, "modified": now, "modified_by": user}
	values = [
		{
			"name": frappe.generate_hash(length=10),
			**stamps,
			"company": sale.company,
			"customer": sale.customer,
			"item_code": item,
			"status": "Open",
			"reason": reason,
			"source_doctype": sale.doctype,
			"source_name": sale.name,
			"source_row": row,
			"sale_key": f"{sale.doctype}:{sale.name}:{row}",
		}
		for sale, row, item, reason in found
	]
	rows.append(UNREGISTERED, LISTED, values, ignore_duplicates=True)
