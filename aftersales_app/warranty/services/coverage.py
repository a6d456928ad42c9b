"""What covers a registered unit."""

from datetime import date

import frappe

from aftersales_app.domain.coverage import Cover, timeline
from aftersales_app.domain.coverage_terms import DELIVERY, INSTALLATION, INVOICE, REGISTRATION, Unit
from aftersales_app.warranty.services import rules

DATES = {
	INVOICE: "invoiced_on",
	DELIVERY: "delivered_on",
	INSTALLATION: "installed_on",
	REGISTRATION: "registered_on",
}


def cover_on(product_name: str, day: date, part: str = "") -> Cover:
	"""Is the unit, or one of its parts, covered on this day?"""
	unit = frappe.get_cached_doc("Aftersales Product", product_name)
	scope = rules.UnitScope(
		unit.company, unit.item_code, unit.jurisdiction or "", unit.goods_category or "", unit.region or ""
	)
	dates = {event: unit.get(field) for event, field in DATES.items() if unit.get(field)}
	parts = rules.parts_of(scope.jurisdiction, scope.category)
	known = Unit(dates, parts=parts, needs_installation=bool(unit.needs_installation))
	found = timeline(known, rules.coverage_terms(scope), rules.day_calendar(unit.company))
	return found.covered_on(day, part)
