"""Reads about returns: which one stands, what it was sold by."""

import frappe

from aftersales_app.domain.return_flow import CANCELLED, CLOSED, OVER, REFUSED

RETURN, PRODUCT = "Aftersales Return", "Aftersales Product"


def standing(product: str, but: str | None) -> str:
	"""Another open return of the unit, "" for none. Reads with a lock: the second of two who ask at once sees the first."""
	filters = {"product": product, "status": ("not in", sorted(OVER)), "name": ("!=", but or "")}
	return frappe.db.get_value(RETURN, filters, "name", for_update=True) or ""


def settled(product: str) -> bool:
	"""Was a return of the unit carried out?"""
	return bool(frappe.db.exists(RETURN, {"product": product, "status": CLOSED}))


def of_claim(claim: str) -> list[str]:
	"""The returns that name a claim and were not called off or refused."""
	told = {"claim": claim, "status": ("not in", (CANCELLED, REFUSED))}
	return frappe.get_all(RETURN, told, pluck="name", order_by="name")


def photos(name: str) -> int:
	"""How many files hang on a return."""
	return frappe.db.count("File", {"attached_to_doctype": RETURN, "attached_to_name": name})
