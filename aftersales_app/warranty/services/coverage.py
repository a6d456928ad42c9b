"""What a registered unit is covered for."""

from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate

from aftersales_app.aftersales_core import messages
from aftersales_app.domain import coverage
from aftersales_app.domain.coverage import Cover, Timeline
from aftersales_app.domain.coverage_terms import (
	DELIVERY,
	FACTORY,
	INSTALLATION,
	INVOICE,
	REGISTRATION,
	Unit,
)
from aftersales_app.warranty.services import repairs, rules

PRODUCT = "Aftersales Product"
EVENTS = {
	"invoiced_on": INVOICE,
	"delivered_on": DELIVERY,
	"installed_on": INSTALLATION,
	"registered_on": REGISTRATION,
	"factory_on": FACTORY,
}


def renew(product_name: str) -> bool:
	"""Work out the coverage of a unit anew; whether it changed."""
	until = timeline_of(product_name).until()
	before = frappe.db.get_value(PRODUCT, product_name, "coverage_until")
	if until == before:
		return False
	frappe.db.set_value(PRODUCT, product_name, "coverage_until", until, update_modified=False)
	return True


def timeline_of(product_name: str) -> Timeline:
	"""The coverage of a unit and its parts as terms and facts give it today."""
	product = frappe.get_doc(PRODUCT, product_name)
	unit = _unit(product)
	scope = rules.UnitScope(
		company=product.company,
		item_code=product.item_code,
		jurisdiction=product.jurisdiction or "",
		category=product.goods_category or "",
		region=product.region or "",
		bought_on=unit.bought_on,
	)
	with messages.translated():
		return coverage.timeline(unit, rules.coverage_terms(scope), rules.day_calendar(product.company))


def cover_on(product_name: str, day: date, part: str = "") -> Cover:
	"""Is the unit, or one of its parts, covered on a day?"""
	return timeline_of(product_name).covered_on(day, part)


def _unit(product: Any) -> Unit:
	return Unit(
		dates={event: getdate(product.get(field)) for field, event in EVENTS.items() if product.get(field)},
		parts=rules.parts_of(product.jurisdiction or "", product.goods_category or ""),
		needs_installation=bool(product.needs_installation),
		repairs=repairs.spans(product.name),
		changes=repairs.changes(product.name),
	)
