"""What the big customers of the demo bought this year: orders and deliveries, through ERPNext's own documents; and the drafts that
some visits called for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import frappe

from aftersales_app.service_desk.services import visits
from aftersales_app.setup.demo import company, visit_rows, words
from aftersales_app.setup.demo.customers import Customer
from aftersales_app.setup.demo.ledger import Ledger

ORDERS, RECENT, DRAFTS, STOCK = 24, 3, 6, 200
BACK = 240  # days that the orders reach back, as far as the fiscal year does
TO_DELIVER = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Sale:
	"""`count` appliances of a model that a customer ordered on a day."""

	customer: str
	product: str
	model: str
	count: int
	ordered: date
	serials: tuple[str, ...]

	@property
	def delivered(self) -> date:
		return self.ordered + TO_DELIVER

	@property
	def line(self) -> dict[str, Any]:
		code, rate = company.model_code(self.model), words.PRICES[self.product]
		return {"item_code": code, "qty": self.count, "rate": rate, "warehouse": warehouse()}


def warehouse() -> str:
	return f"Stores - {company.ABBR}"


def make(
	known: list[Customer], made: list[dict[str, Any]], random: Random, book: Ledger, today: date
) -> None:
	"""A few dozen orders, and drafts of what visits `made` used; what was ordered in the last days is not delivered yet. Without a
	fiscal year for today ERPNext takes no postings: there are none then."""
	first = first_day(today)
	if first:
		buyers = [one for one in known if one.vip]
		sales = sorted(_sales(buyers, random, first, today), key=lambda sale: sale.ordered)
		_trade(sales, first, today, book)
		_draft(visit_rows.used(made)[: -visit_rows.WAITING])


def _trade(sales: list[Sale], first: date, today: date, book: Ledger) -> None:
	shipped = [sale for sale in sales if sale.delivered < today]
	_receive(shipped, first, book)
	orders = {sale: _order(number, sale, book) for number, sale in enumerate(sales, 1)}
	for number, sale in enumerate(shipped, 1):
		_deliver(number, sale, orders[sale], book)


def _draft(used: list[dict[str, Any]]) -> None:
	"""What the last of these visits used and charged, as the visit service makes it."""
	for visit in used[-DRAFTS:]:
		visits.make_documents(frappe.get_doc("Aftersales Visit", visit["name"]))


def first_day(today: date) -> date | None:
	"""From when on there are postings; None where ERPNext takes none."""
	year = {"disabled": 0, "year_start_date": ("<=", today), "year_end_date": (">=", today)}
	starts = frappe.get_all("Fiscal Year", year, pluck="year_start_date")
	return max(starts[0], today - timedelta(days=BACK)) if starts else None


def _sales(buyers: list[Customer], random: Random, first: date, today: date) -> Iterator[Sale]:
	for number in range(min(ORDERS, 3 * len(buyers))):
		product = random.choice(list(words.PRODUCTS))
		earliest = max(first, today - TO_DELIVER) if number < RECENT else first
		ordered, count = _a_day(random, earliest, today), random.randint(2, 5)
		serials = tuple(f"HY{product}{ordered:%y%m}9{number:03d}{place}" for place in range(1, count + 1))
		model = random.choice(words.PRODUCTS[product][3])
		yield Sale(random.choice(buyers).name, product, model, count, ordered, serials)


def _a_day(random: Random, first: date, last: date) -> date:
	return first + timedelta(days=random.randint(0, (last - first).days))


def _receive(sales: list[Sale], first: date, book: Ledger) -> None:
	"""Spare parts, and the appliances that are delivered later."""
	parts = [
		{"item_code": f"HY-{code}", "qty": STOCK, "t_warehouse": warehouse(), "basic_rate": price / 2}
		for code, (_name, price) in words.PARTS.items()
	]
	rows = [
		{
			"item_code": sale.line["item_code"],
			"qty": sale.count,
			"t_warehouse": warehouse(),
			"basic_rate": sale.line["rate"] // 2,
			**with_serials(sale.serials),
		}
		for sale in sales
	]
	kind = {"stock_entry_type": "Material Receipt", "purpose": "Material Receipt"}
	submit("Stock Entry", "STE", 1, first, book, **kind, items=[*parts, *rows])
	book.made.setdefault("Serial No", []).extend(serial for sale in sales for serial in sale.serials)


def _order(number: int, sale: Sale, book: Ledger) -> Any:
	due = {"delivery_date": sale.delivered}
	order = {"customer": sale.customer, "transaction_date": sale.ordered, **due}
	return submit("Sales Order", "SO", number, None, book, **order, items=[{**sale.line, **due}])


def _deliver(number: int, sale: Sale, order: Any, book: Ledger) -> None:
	row = {
		**sale.line,
		**with_serials(sale.serials),
		"against_sales_order": order.name,
		"so_detail": order.items[0].name,
	}
	submit("Delivery Note", "DN", number, sale.delivered, book, customer=sale.customer, items=[row])


def with_serials(serials: Iterable[str]) -> dict[str, Any]:
	return {"use_serial_batch_fields": 1, "serial_no": "\n".join(serials)}


def submit(doctype: str, mark: str, number: int, posted: date | None, book: Ledger, **values: Any) -> Any:
	posting = {"set_posting_time": 1, "posting_date": posted, "posting_time": "09:00:00"} if posted else {}
	"""A submitted document with a name of its own, so that the site's numbers go on where they were."""
	doc = frappe.get_doc(
		{
			"doctype": doctype,
			"company": company.NAME,
			"currency": "CNY",
			"conversion_rate": 1,
			"ignore_pricing_rule": 1,
			**posting,
			**values,
		}
	)
	doc.insert(ignore_permissions=True, set_name=f"{company.ABBR}-{mark}-{number:03d}")
	doc.flags.ignore_permissions = True
	doc.submit()
	book.made.setdefault(doctype, []).append(doc.name)
	return doc
