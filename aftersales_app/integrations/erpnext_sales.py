"""What ERPNext sold: delivery notes and sales invoices with their serial numbers, and what is known of the goods. Read only.

Serial numbers are read from the Serial and Batch Bundles of version 15 and, where a row has none, from the text of earlier ones.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate

from aftersales_app.integrations import erpnext_prices

DELIVERY, INVOICE = "Delivery Note", "Sales Invoice"
HEADER = (
	*("name", "company", "customer", "posting_date", "currency", "conversion_rate"),
	*("is_return", "amended_from"),
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
	INVOICE: (*ROW, "sales_invoice_item"),
}
PACKED = ("name", "item_code", "qty", "serial_no", "batch_no", "parent_detail_docname")


@dataclass(frozen=True, slots=True)
class SaleRow:
	"""A row of a sale. `serials`: (serial number, batch) of each piece where ERPNext knows them, else `batch` alone. `other_row`: the
	invoice's row on a delivery, the delivery's on an invoice. `returns`: the row that a return takes back. `price`: what is paid for one
	piece, None for a part of a package."""

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
	return _sale(doc, doc.doctype, doc.items, packed, _bundles(doc.doctype, [doc.name]), paid)


def sales(doctype: str, names: Sequence[str]) -> list[Sale]:
	"""Documents as they are stored, in any order, by six reads."""
	if not names:
		return []
	heads = frappe.get_all(doctype, {"name": ("in", names)}, [*HEADER, *_moving(doctype)])
	told = {"parent": ("in", names), "parenttype": doctype}
	rows = _by_parent(frappe.get_all(f"{doctype} Item", told, [*ROWS[doctype], "parent"], order_by="idx"))
	packed = _by_parent(frappe.get_all("Packed Item", told, [*PACKED, "parent"], order_by="idx"))
	bundles, taxes = _bundles(doctype, names), erpnext_prices.taxes(doctype, names)
	found = []
	for head in heads:
		items = rows.get(head.name, ())
		paid = erpnext_prices.paid(items, taxes.get(head.name, ()), head.conversion_rate)
		found.append(_sale(head, doctype, items, packed.get(head.name, ()), bundles, paid))
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
	numbers always, others where the item or a group above it says so."""
	if not items:
		return {}
	Item, Group = frappe.qb.DocType("Item"), frappe.qb.DocType("Item Group")
	flagged = frappe.get_all("Item Group", {"aftersales_registered": 1}, ["lft", "rgt"])
	found = (
		frappe.qb.from_(Item)
		.left_join(Group)
		.on(Group.name == Item.item_group)
		.select(
			Item.name,
			Item.item_name,
			Item.brand,
			Item.has_serial_no,
			Item.aftersales_registered,
			Item.aftersales_needs_installation.as_("needs_installation"),
			Group.lft,
		)
		.where(Item.name.isin(sorted(items)))
		.run(as_dict=True)
	)
	for row in found:
		grouped = any(group.lft <= (row.lft or 0) <= group.rgt for group in flagged)
		row.registered = bool(row.has_serial_no or row.aftersales_registered or grouped)
	return {row.name: row for row in found}


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
) -> dict[str, frappe._dict]:
	"""Row of a delivery, of an invoice or of an order -> invoice, row and day of the submitted invoice that bills it."""
	found: dict[str, frappe._dict] = {}
	Invoice, Row = frappe.qb.DocType(INVOICE), frappe.qb.DocType(f"{INVOICE} Item")
	for column, values in (("so_detail", orders), ("name", rows), ("dn_detail", deliveries)):
		if values:
			query = frappe.qb.from_(Row).join(Invoice).on(Invoice.name == Row.parent)
			query = query.select(
				Row[column].as_("key"),
				Invoice.name.as_("invoice"),
				Row.name.as_("row"),
				Invoice.posting_date.as_("day"),
			)
			query = query.where(
				Row[column].isin(sorted(values)) & (Invoice.docstatus == 1) & (Invoice.is_return == 0)
			)
			found |= {row.key: row for row in query.run(as_dict=True)}
	return found


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
) -> Sale:
	packages = {row.get("parent_detail_docname") for row in packed}
	charged = {row.get("name"): bool(row.get("rate")) for row in items}
	rows = [
		_row(doctype, row, bundles, paid[row.get("name")]) for row in items if row.get("name") not in packages
	]
	rows += [_packed_row(row, bundles, charged) for row in packed]
	return Sale(
		doctype=doctype,
		name=head.get("name"),
		company=head.get("company"),
		customer=head.get("customer"),
		day=getdate(head.get("posting_date")),
		currency=head.get("currency") or "",
		back=bool(head.get("is_return")),
		moves=doctype == DELIVERY or bool(head.get("update_stock")),
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


def _packed_row(row: Any, bundles: dict, charged: dict[str, bool]) -> SaleRow:
	"""A part of a package: it has no price of its own."""
	serials, batch = _pieces(row, bundles)
	free = not charged.get(row.get("parent_detail_docname"))
	return SaleRow(row.get("name"), row.get("item_code"), row.get("qty") or 0, None, free, serials, batch)


def _pieces(row: Any, bundles: dict) -> tuple[tuple[tuple[str, str], ...], str]:
	"""The serial numbers of a row with their batches, and the batch of what has none."""
	entries = bundles.get(row.get("name"), ())
	serials = [(serial, batch) for serial, batch, _qty in entries if serial]
	batch = row.get("batch_no") or next((batch for _serial, batch, _qty in entries if batch), "")
	if not serials:
		lines = (row.get("serial_no") or "").replace(",", "\n").split("\n")
		serials = [(line.strip(), batch) for line in lines if line.strip()]
	return tuple(serials), batch
