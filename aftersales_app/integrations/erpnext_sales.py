"""What ERPNext sold: delivery notes and sales invoices with their serial numbers, and what is known of the goods. Read only.

Serial numbers are read from the Serial and Batch Bundles of version 15 and, where a row has none, from the text of earlier ones.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate
from pypika import Case

from aftersales_app.integrations import erpnext_prices

DELIVERY, INVOICE = "Delivery Note", "Sales Invoice"
HEADER = (
	*("name", "company", "customer", "posting_date", "currency", "conversion_rate"),
	*("is_return", "return_against", "amended_from"),
)
ROW = (
	"name",
	"item_code",
	"stock_qty",
	"rate",
	"net_amount",
	"serial_no",
	"batch_no",
	"so_detail",
	"dn_detail",
)
ROWS = {
	DELIVERY: (*ROW, "si_detail"),
	INVOICE: (*ROW, "sales_invoice_item", "sales_order", "delivery_note"),
}
PACKED = ("name", "item_code", "qty", "serial_no", "batch_no", "parent_detail_docname")
PACKING = (DELIVERY, INVOICE, "Sales Order")


@dataclass(frozen=True, slots=True)
class SaleRow:
	"""A row of a sale. `serials`: (serial number, batch) of each piece where ERPNext knows them, else `batch` alone. `other_row`: the
	invoice's row on a delivery, the delivery's on an invoice. `returns`: the row that a return takes back. `price`: what is paid for one
	piece, None for a part of a package. `package`: the row of the package that it is a part of, which has `each` pieces of it."""

	name: str
	item_code: str
	qty: float
	price: float | None
	free: bool
	serials: tuple[tuple[str, str], ...] = ()
	batch: str = ""
	order_row: str = ""
	other_row: str = ""
	returns: str = ""
	package: str = ""
	each: float = 1


@dataclass(frozen=True, slots=True)
class Sale:
	"""A submitted delivery note or invoice; `moves`: the goods change hands with it."""

	doctype: str
	name: str
	company: str
	customer: str
	day: date
	currency: str
	back: bool
	moves: bool
	amended_from: str
	rows: tuple[SaleRow, ...]


def sale(doc: Any) -> Sale:
	"""A document that is being submitted. Its bundles are asked for: ERPNext writes them past the document."""
	packed = doc.get("packed_items") or []
	paid = erpnext_prices.paid(doc.items, doc.taxes, doc.conversion_rate)
	before = _packed_before([doc], doc.items)
	return _sale(doc, doc.doctype, doc.items, packed, _bundles(doc.doctype, [doc.name]), paid, before)


def sales(doctype: str, names: Sequence[str]) -> list[Sale]:
	"""Documents as they are stored, in any order, by a handful of reads."""
	if not names:
		return []
	heads = frappe.get_all(doctype, {"name": ("in", names)}, [*HEADER, *_moving(doctype)])
	told = {"parent": ("in", names), "parenttype": doctype}
	rows = _by_parent(frappe.get_all(f"{doctype} Item", told, [*ROWS[doctype], "parent"], order_by="idx"))
	packed = _by_parent(frappe.get_all("Packed Item", told, [*PACKED, "parent"], order_by="idx"))
	bundles, taxes = _bundles(doctype, names), erpnext_prices.taxes(doctype, names)
	before = _packed_before(heads, [row for some in rows.values() for row in some])
	found = []
	for head in heads:
		items = rows.get(head.name, ())
		paid = erpnext_prices.paid(items, taxes.get(head.name, ()), head.conversion_rate)
		found.append(_sale(head, doctype, items, packed.get(head.name, ()), bundles, paid, before))
	return found


def documents(
	company: str, since: date | None, after: tuple[Any, str, str] | None, limit: int
) -> list[tuple]:
	"""(day, doctype, name) of submitted documents in the order of their days, deliveries first, from behind `after` on."""
	found: list[tuple] = []
	for doctype in (DELIVERY, INVOICE):
		Doc = frappe.qb.DocType(doctype)
		query = (
			frappe.qb.from_(Doc)
			.select(Doc.posting_date, Doc.name)
			.where((Doc.company == company) & (Doc.docstatus == 1))
			.orderby(Doc.posting_date, Doc.name)
			.limit(limit)
		)
		if since:
			query = query.where(Doc.posting_date >= since)
		if after:
			day, kind, name = after
			same = (Doc.posting_date == day) & (Doc.name > (name if kind == doctype else ""))
			later = Doc.posting_date > day
			query = query.where(later | same if kind <= doctype else later)
		found += [(day, doctype, name) for day, name in query.run()]
	return sorted(found, key=lambda one: one[:2])[
		:limit
	]  # of one day and kind in the database's order of names


def count_documents(company: str, since: date | None) -> int:
	"""How many documents there are to read."""
	filters: dict[str, Any] = {"company": company, "docstatus": 1}
	if since:
		filters["posting_date"] = (">=", since)
	return sum(frappe.db.count(doctype, filters) for doctype in (DELIVERY, INVOICE))


def goods(items: Collection[str]) -> dict[str, frappe._dict]:
	"""What is known of items: name, brand, has_serial_no, needs_installation, and whether their units are registered: those with serial
	numbers always, others where the item or its template says so, and goods in stock where a group above says it."""
	if not items:
		return {}
	Item, Group = frappe.qb.DocType("Item"), frappe.qb.DocType("Item Group")
	Template = frappe.qb.DocType("Item").as_("template")
	flagged = frappe.get_all("Item Group", {"aftersales_registered": 1}, ["lft", "rgt"])
	found = (
		frappe.qb.from_(Item)
		.left_join(Group)
		.on(Group.name == Item.item_group)
		.left_join(Template)
		.on(Template.name == Item.variant_of)
		.select(
			Item.name,
			Item.item_name,
			Item.brand,
			Item.has_serial_no,
			Item.is_stock_item,
			*(_own_or_of(Template, Item, flag) for flag in ("registered", "needs_installation")),
			Group.lft,
		)
		.where(Item.name.isin(sorted(items)))
		.run(as_dict=True)
	)
	for row in found:
		grouped = row.is_stock_item and any(group.lft <= (row.lft or 0) <= group.rgt for group in flagged)
		row.registered = bool(row.has_serial_no or row.registered or grouped)
	return {row.name: row for row in found}


def _own_or_of(template: Any, item: Any, flag: str) -> Any:
	"""What an item says, or the template of which it is a variant."""
	field = f"aftersales_{flag}"
	return Case().when((item[field] == 1) | (template[field] == 1), 1).else_(0).as_(flag)


def buyers(customers: Collection[str]) -> dict[str, frappe._dict]:
	"""Of each customer: customer_type and is_internal_customer."""
	fields = ["name", "customer_type", "is_internal_customer"]
	return {row.name: row for row in frappe.get_all("Customer", {"name": ("in", sorted(customers))}, fields)}


def suppliers(serials: Collection[str]) -> dict[str, str]:
	"""From whom serial numbers were bought, where ERPNext knows that."""
	if not serials:
		return {}
	Serial = frappe.qb.DocType("Serial No")
	found: dict[str, str] = {}
	for doctype in ("Purchase Receipt", "Purchase Invoice"):
		Bought = frappe.qb.DocType(doctype)
		query = frappe.qb.from_(Serial).join(Bought).on(Bought.name == Serial.purchase_document_no)
		found |= dict(
			query.select(Serial.name, Bought.supplier).where(Serial.name.isin(sorted(serials))).run()
		)
	return found


def invoices_of(
	deliveries: Collection[str], rows: Collection[str], orders: Collection[str]
) -> dict[str, list[frappe._dict]]:
	"""Row of a delivery, of an invoice or of an order -> the submitted invoices that bill it, in the order of their days: invoice, row,
	day, qty in the unit of stock, and the price of one with its currency."""
	found: dict[str, list[frappe._dict]] = {}
	Invoice, Row = frappe.qb.DocType(INVOICE), frappe.qb.DocType(f"{INVOICE} Item")
	for column, values in (("so_detail", orders), ("name", rows), ("dn_detail", deliveries)):
		if values:
			query = frappe.qb.from_(Row).join(Invoice).on(Invoice.name == Row.parent)
			query = query.select(
				Row[column].as_("key"),
				Invoice.name.as_("invoice"),
				Row.name.as_("row"),
				Row.stock_qty.as_("qty"),
				Invoice.posting_date.as_("day"),
				Invoice.currency,
			)
			query = query.where(
				Row[column].isin(sorted(values)) & (Invoice.docstatus == 1) & (Invoice.is_return == 0)
			)
			query = query.orderby(Invoice.posting_date, Invoice.name, Row.idx)
			for row in query.run(as_dict=True):
				found.setdefault(row.key, []).append(row)
	_price(found)
	return found


def _price(papers: Mapping[str, Sequence[frappe._dict]]) -> None:
	"""Put the price of one piece on rows of invoices."""
	rows = [row for some in papers.values() for row in some]
	paid = erpnext_prices.of_documents(INVOICE, {row.invoice for row in rows})
	for row in rows:
		row.price = paid[row.row]


def note_of(row: str) -> str | None:
	"""The submitted delivery note of a row, also of one of a package."""
	told = {"name": row, "docstatus": 1}
	found = frappe.db.get_value("Delivery Note Item", told, "parent")
	return found or frappe.db.get_value(
		"Packed Item", {"name": row, "parenttype": DELIVERY, "docstatus": 1}, "parent"
	)


def item_of_serial(serial_no: str) -> str:
	"""The item that ERPNext has a serial number for, "" for none."""
	return frappe.db.get_value("Serial No", serial_no, "item_code") or ""


def _moving(doctype: str) -> tuple[str, ...]:
	return ("update_stock",) if doctype == INVOICE else ()


def _by_parent(rows: Iterable[Any]) -> dict[str, list[Any]]:
	found: dict[str, list[Any]] = {}
	for row in rows:
		found.setdefault(row.parent, []).append(row)
	return found


def _bundles(doctype: str, names: Sequence[str]) -> dict[str, list[tuple[str, str, float]]]:
	"""Row of the document -> (serial number, batch, quantity) of each entry of its bundle."""
	Bundle, Entry = frappe.qb.DocType("Serial and Batch Bundle"), frappe.qb.DocType("Serial and Batch Entry")
	rows = (
		frappe.qb.from_(Bundle)
		.join(Entry)
		.on(Entry.parent == Bundle.name)
		.select(Bundle.voucher_detail_no, Entry.serial_no, Entry.batch_no, Entry.qty)
		.where((Bundle.voucher_type == doctype) & Bundle.voucher_no.isin(names))
		.where((Bundle.is_cancelled == 0) & (Bundle.docstatus < 2))
		.orderby(Bundle.name, Entry.idx)
		.run()
	)
	found: dict[str, list[tuple[str, str, float]]] = {}
	for row, serial, batch, qty in rows:
		found.setdefault(row, []).append((serial or "", batch or "", qty or 0))
	return found


def _sale(
	head: Any,
	doctype: str,
	items: Sequence[Any],
	packed: Sequence[Any],
	bundles: dict,
	paid: Mapping[str, float],
	before: Mapping[str, Sequence[Any]],
) -> Sale:
	packages = {row.get("parent_detail_docname") for row in packed}
	by_name = {row.get("name"): row for row in items}
	rows = []
	for row in items:
		billed = _billed_parts(row, before) if doctype == INVOICE and not _moves(doctype, head) else []
		whole = [] if row.get("name") in packages else [_row(doctype, row, bundles, paid[row.get("name")])]
		rows += billed or whole
	for row in packed:
		package = by_name.get(row.get("parent_detail_docname"))
		rows.append(_packed_row(doctype, row, bundles, package or frappe._dict(), before))
	return Sale(
		doctype=doctype,
		name=head.get("name"),
		company=head.get("company"),
		customer=head.get("customer") or "",
		day=getdate(head.get("posting_date")),
		currency=head.get("currency") or "",
		back=bool(head.get("is_return")),
		moves=_moves(doctype, head),
		amended_from=head.get("amended_from") or "",
		rows=tuple(rows),
	)


def _row(doctype: str, row: Any, bundles: dict, price: float) -> SaleRow:
	serials, batch = _pieces(row, bundles)
	delivery = doctype == DELIVERY
	return SaleRow(
		name=row.get("name"),
		item_code=row.get("item_code") or "",
		qty=row.get("stock_qty") or 0,
		price=price,
		free=not row.get("rate"),
		serials=serials,
		batch=batch,
		order_row=row.get("so_detail") or "",
		other_row=row.get("si_detail" if delivery else "dn_detail") or "",
		returns=row.get("dn_detail" if delivery else "sales_invoice_item") or "",
	)


def _moves(doctype: str, head: Any) -> bool:
	return doctype == DELIVERY or bool(head.get("update_stock"))


def _packed_row(
	doctype: str, row: Any, bundles: dict, package: Any, before: Mapping[str, Sequence[Any]]
) -> SaleRow:
	"""A part of a package: it has no price of its own, and comes back with the package that it was part of."""
	serials, batch = _pieces(row, bundles)
	delivery = doctype == DELIVERY
	packed = before.get(package.get("dn_detail" if delivery else "sales_invoice_item") or "", ())
	return SaleRow(
		name=row.get("name"),
		item_code=row.get("item_code") or "",
		qty=row.get("qty") or 0,
		price=None,
		free=not package.get("rate"),
		serials=serials,
		batch=batch,
		order_row=package.get("so_detail") or "",
		other_row=package.get("si_detail" if delivery else "dn_detail") or "",
		returns=next((one.name for one in packed if one.item_code == row.get("item_code")), ""),
		package=package.get("name") or "",
		each=(row.get("qty") or 0) / (package.get("stock_qty") or 1),
	)


def _billed_parts(row: Any, before: Mapping[str, Sequence[Any]]) -> list[SaleRow]:
	"""The parts of a package that an invoice bills without moving them: those that its delivery names, else those of its order."""
	order, delivery = row.get("so_detail") or "", row.get("dn_detail") or ""
	return [
		SaleRow(
			name=row.get("name"),
			item_code=one.item_code,
			qty=one.each * (row.get("stock_qty") or 0),
			price=None,
			free=not row.get("rate"),
			order_row=order,
			other_row=one.name if delivery in before else "",
			package=row.get("name"),
			each=one.each,
		)
		for one in before.get(delivery) or before.get(order) or ()
	]


def _packed_before(heads: Iterable[Any], rows: Iterable[Any]) -> dict[str, list[Any]]:
	"""Row of a package on the documents that these bill or take back -> its parts, with how many pieces of `each` the package has."""
	told = {head.get("return_against") for head in heads}
	told |= {row.get(field) for row in rows for field in ("sales_order", "delivery_note")}
	if not (names := sorted(told - {None, ""})):
		return {}
	asked = {"parent": ("in", names), "parenttype": ("in", PACKING)}
	packed = frappe.get_all("Packed Item", asked, [*PACKED, "parenttype"], order_by="idx")
	sold: dict[str, float] = {}
	for doctype in {row.parenttype for row in packed}:
		names = {row.parent_detail_docname for row in packed if row.parenttype == doctype}
		asked = {"name": ("in", sorted(names))}
		sold |= dict(frappe.get_all(f"{doctype} Item", asked, ["name", "stock_qty"], as_list=True))
	found: dict[str, list[Any]] = {}
	for row in packed:
		row.each = row.qty / (sold.get(row.parent_detail_docname) or 1)
		found.setdefault(row.parent_detail_docname, []).append(row)
	return found


def _pieces(row: Any, bundles: dict) -> tuple[tuple[tuple[str, str], ...], str]:
	"""The serial numbers of a row with their batches, and the batch of what has none."""
	entries = bundles.get(row.get("name"), ())
	serials = [(serial, batch) for serial, batch, _qty in entries if serial]
	batch = row.get("batch_no") or next((batch for _serial, batch, _qty in entries if batch), "")
	if not serials:
		lines = (row.get("serial_no") or "").replace(",", "\n").split("\n")
		serials = [(line.strip(), batch) for line in lines if line.strip()]
	return tuple(serials), batch
