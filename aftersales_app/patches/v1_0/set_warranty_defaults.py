"""A site that has the app gets the shipped settings for extended warranty, recovery and early failures: a new field of the settings
starts empty there, whatever default it declares."""

import frappe

FIELDS = (
	"extension_full_refund_days",
	"supplier_recovery_days",
	"recovery_reminder_days",
	"old_part_days",
	"early_failure_months",
	"early_failure_percent",
	"few_units",
)


def execute() -> None:
	stored = frappe.db.get_singles_dict("Aftersales Settings")
	meta = frappe.get_meta("Aftersales Settings")
	missing = {field: meta.get_field(field).default for field in FIELDS if stored.get(field) is None}
	if missing:
		frappe.db.set_single_value("Aftersales Settings", missing)
