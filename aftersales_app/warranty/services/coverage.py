"""What covers a unit."""

import frappe
from frappe.utils import getdate

from aftersales_app.domain import coverage as rules
from aftersales_app.domain.coverage import Timeline
from aftersales_app.domain.coverage_terms import Unit
from aftersales_app.warranty.services import extensions
from aftersales_app.warranty.services.rules import UnitScope, coverage_terms, day_calendar

DATES = {
	"invoice": "invoiced_on",
	"delivery": "delivered_on",
	"installation": "installed_on",
	"registration": "registered_on",
	"factory": "factory_on",
}


def timeline_of(product_name: str) -> Timeline:
	"""The unit's coverage by the terms that hold for it."""
	unit = frappe.get_doc("Aftersales Product", product_name)
	dates = {event: getdate(unit.get(field)) for event, field in DATES.items() if unit.get(field)}
	scope = UnitScope(
		unit.company, unit.item_code, unit.jurisdiction or "", unit.goods_category or "", unit.region or ""
	)
	terms = (*coverage_terms(scope), *extensions.terms_for(product_name))
	return rules.timeline(
		Unit(dates, needs_installation=bool(unit.needs_installation)), terms, day_calendar(unit.company)
	)


def renew(product_name: str) -> bool:
	"""Write down the coverage if it has changed."""
	until = timeline_of(product_name).until()
	if until == frappe.db.get_value("Aftersales Product", product_name, "coverage_until"):
		return False
	frappe.db.set_value("Aftersales Product", product_name, "coverage_until", until)
	return True
