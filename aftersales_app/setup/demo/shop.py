"""The online shop of the last weeks: delivered and billed by ERPNext's own invoices; some with an extended warranty."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import frappe

from aftersales_app.setup.demo import acting, company, people, sales, words
from aftersales_app.setup.demo.acting import acting as working
from aftersales_app.setup.demo.customers import Customer
from aftersales_app.setup.demo.ledger import Ledger

PRODUCT, EXTENSION = "Aftersales Product", "Aftersales Extension"
# How many days ago each was delivered: the stories of `goods_back` begin with these.
DELIVERED = (4, 8, 14, 24, 20, 21, 16, 5, 38, 6, 27, 45, 60, 75)
SPARE = 3  # pieces in stock for exchanges
MODEL = ("TV", "LED-65")
EXTENDED = 4  # the last ones bought an extended warranty as well
REGIONS = {"East": "CN-SH", "South": "CN-GD"}


@dataclass(frozen=True, slots=True)
class Sold:
	"""A unit that the shop sold."""

	unit: str
	customer: Customer
	delivered: date
	invoice: str


def make(known: list[Customer], random: Random, book: Ledger, today: date) -> list[Sold | None]:
	"""In the order of DELIVERED; None for a day on which ERPNext takes no postings."""
	first = sales.first_day(today) or today
	days = [today - timedelta(days=ago) for ago in DELIVERED]
	buyers = random.sample([one for one in known if not one.vip], len(days))
	serials = [f"HY{MODEL[0]}{day:%y%m}8{number:03d}1" for number, day in enumerate(days, 1)]
	spare = [f"HY{MODEL[0]}{today:%y%m}8{900 + number}1" for number in range(SPARE)]
	open_days = sum(day > first for day in days)
	if not open_days:
		return [None for _day in days]
	_receive([serial for serial, day in zip(serials, days, strict=True) if day > first] + spare, first, book)
	return [
		_sell(number, buyers[number], day, serials[number], book, number >= len(days) - EXTENDED)
		if day > first
		else None
		for number, day in enumerate(days)
	]


def spares() -> list[str]:
	"""Pieces that nobody has yet."""
	told = {"item_code": item(), "company": company.NAME, "status": "Active"}
	return frappe.get_all("Serial No", told, pluck="name", order_by="name")


def item() -> str:
	return company.model_code(MODEL[1])


def _receive(serials: list[str], first: date, book: Ledger) -> None:
	row = {
		"item_code": item(),
		"qty": len(serials),
		"t_warehouse": sales.warehouse(),
		"basic_rate": words.PRICES[MODEL[0]] // 2,
		**sales.with_serials(serials),
	}
	kind = {"stock_entry_type": "Material Receipt", "purpose": "Material Receipt"}
	sales.submit("Stock Entry", "STE", 2, first, book, **kind, items=[row])
	book.made.setdefault("Serial No", []).extend(serials)


def _sell(number: int, buyer: Customer, day: date, serial: str, book: Ledger, extended: bool) -> Sold:
	row = {"item_code": item(), "qty": 1, "rate": words.PRICES[MODEL[0]], "warehouse": sales.warehouse()}
	name, cost, _months = company.EXTENSION
	more = (
		[{"item_code": company.EXTENSION_ITEM, "qty": 1, "rate": cost, "item_name": name}] if extended else []
	)
	facts: dict[str, Any] = {"customer": buyer.name, "due_date": day, "update_stock": 1}
	goods = {**row, **sales.with_serials([serial])}
	invoice = sales.submit("Sales Invoice", "SI", number + 1, day, book, **facts, items=[goods, *more])
	return _complete(Sold(frappe.db.get_value(PRODUCT, {"serial_no": serial}), buyer, day, invoice.name))


def _complete(sold: Sold) -> Sold:
	"""Where it was sold and how, as an agent enters it on the unit."""
	with working(acting.agent(people.HOTLINE), datetime.combine(sold.delivered, datetime.min.time())):
		unit = frappe.get_doc(PRODUCT, sold.unit)
		unit.update({"channel": "online", "region": REGIONS[sold.customer.area]})
		unit.save()
	return sold
