"""Reads about exemptions. Raw attainment counts verdicts; adjusted attainment leaves out what `approved` lists."""

from typing import Any

import frappe

from aftersales_app.domain.exemption import APPROVED, REQUESTED


def standing(ticket: str, clock: str) -> str:
	"""The status of the request that stands for this clock, "" for none (refused ones do not stand)."""
	filters = {"ticket": ticket, "clock": clock, "status": ("in", (REQUESTED, APPROVED))}
	return frappe.db.get_value("Aftersales Exemption", filters, "status") or ""


def approved(clock: str) -> Any:
	"""A subquery of the tickets that are exempt from `clock`, for `ticket.name.notin(...)` in a report."""
	Exemption = frappe.qb.DocType("Aftersales Exemption")
	return (
		frappe.qb.from_(Exemption)
		.select(Exemption.ticket)
		.where((Exemption.clock == clock) & (Exemption.status == APPROVED))
	)
