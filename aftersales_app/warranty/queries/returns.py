"""Reads about returns: which one stands, by which exchanges a unit came, what it was sold by."""

from datetime import date

import frappe

from aftersales_app.domain.return_flow import CLOSED, OVER

RETURN, PRODUCT = "Aftersales Return", "Aftersales Product"


def standing(product: str, but: str | None) -> str:
	"""Another open return of the unit, "" for none. Reads with a lock: the second of two who ask at once sees the first."""
	filters = {"product": product, "status": ("not in", sorted(OVER)), "name": ("!=", but or "")}
	return frappe.db.get_value(RETURN, filters, "name", for_update=True) or ""


def exchange_days(product: str) -> list[date]:
	"""The days on which the unit's forerunners were exchanged, the first one first."""
	days: list[date] = []
	seen: set[str] = set()
	while product and product not in seen:
		seen.add(product)
		row = frappe.db.get_value(
			RETURN, {"new_product": product, "status": CLOSED}, ["handed_over_on", "product"]
		)
		if not row:
			break
		days.append(row[0])
		product = row[1]
	return days[::-1]


def photos(name: str) -> int:
	"""How many files hang on a return."""
	return frappe.db.count("File", {"attached_to_doctype": RETURN, "attached_to_name": name})
