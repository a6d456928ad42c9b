"""The coverage of registered units."""

from typing import Any

import frappe

from aftersales_app.aftersales_core.messages import translated
from aftersales_app.domain.coverage import Timeline, timeline
from aftersales_app.domain.coverage_terms import Unit
from aftersales_app.warranty.services import exchanges, rules

PRODUCT = "Aftersales Product"
DATES = {
	"invoice": "invoiced_on",
	"delivery": "delivered_on",
	"installation": "installed_on",
	"registration": "registered_on",
	"factory": "factory_on",
}


def timeline_of(product_name: str) -> Timeline:
	"""The coverage of a unit as the rules of its sale and what happened to it make it."""
	product = frappe.get_doc(PRODUCT, product_name)
	unit = Unit(
		dates={event: product.get(field) for event, field in DATES.items() if product.get(field)},
		parts=rules.parts_of(product.jurisdiction or "", product.goods_category or ""),
		needs_installation=bool(product.needs_installation),
		changes=exchanges.changes(product_name),
	)
	with translated():
		return timeline(
			unit, rules.coverage_terms(_scope(product, unit)), rules.day_calendar(product.company)
		)


def renew(product_name: str) -> bool:
	"""Work the coverage out anew; whether it changed."""
	until = timeline_of(product_name).until()
	if frappe.db.get_value(PRODUCT, product_name, "coverage_until") == until:
		return False
	frappe.db.set_value(PRODUCT, product_name, "coverage_until", until)
	return True


def _scope(product: Any, unit: Unit) -> rules.UnitScope:
	return rules.UnitScope(
		product.company,
		product.item_code,
		product.jurisdiction or "",
		product.goods_category or "",
		product.region or "",
		unit.bought_on,
	)
