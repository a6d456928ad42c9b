"""A site that has the app gets the shipped thresholds of the scores by the record, and goes on asking: a new field of the settings starts
empty there, whatever default it declares."""

import frappe

from aftersales_app.aftersales_core import thresholds

FIELDS = ("ask_after_ticket", "ask_after_claim", "ask_after_complaint", *thresholds.FIELDS)


def execute() -> None:
	stored = frappe.db.get_singles_dict("Aftersales Settings")
	meta = frappe.get_meta("Aftersales Settings")
	missing = {field: meta.get_field(field).default for field in FIELDS if stored.get(field) is None}
	if missing:
		frappe.db.set_single_value("Aftersales Settings", missing)
