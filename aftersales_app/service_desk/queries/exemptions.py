"""Reads about exemptions. Raw attainment counts verdicts; adjusted attainment leaves out what `approved` lists."""

from typing import Any

import frappe

from aftersales_app.domain.exemption import APPROVED, REQUESTED


def standing(ticket: str, clock: str) -> str:
	"""The status of the request that stands for this clock, "" for none (refused ones do not stand). Reads with a lock, so
	that the second of two who ask at once sees the first."""
	filters = {"ticket": ticket, "clock": clock, "status": ("in", (REQUESTED, APPROVED))}
	return frappe.db.get_value("Aftersales Exemption", filters, "status", for_update=True) or ""


def approved(clock: str) -> Any:
	"""A subquery of the tickets that are exempt from `clock`, for `ticket.name.notin(...)` in a report."""
	Exemption = frappe.qb.DocType("Aftersales Exemption")
	return (
		frappe.qb.from_(Exemption)
		.select(Exemption.ticket)
		.where((Exemption.clock == clock) & (Exemption.status == APPROVED))
	)
