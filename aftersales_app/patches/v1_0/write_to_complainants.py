"""Sites from before complainants were written to and callers had scripts get both, once, with the shipped settings: a new field of the
settings starts empty there, whatever default it declares. The opening words that a site had written become the first step of its
scripts."""

import frappe

from aftersales_app.setup import mail_seeds, script_seeds

SETTINGS, FIELDS = "Aftersales Settings", ("mail_complainants", "complaint_status_days")


def execute() -> None:
	stored = frappe.db.get_singles_dict(SETTINGS)
	meta = frappe.get_meta(SETTINGS)
	missing = {field: meta.get_field(field).default for field in FIELDS if stored.get(field) is None}
	if missing:
		frappe.db.set_single_value(SETTINGS, missing)
	mail_seeds.seed()
	script_seeds.seed()
