"""A site that has the app gets the shipped limit of reveals: a new field of the settings starts empty there."""

import frappe

SETTINGS, FIELD = "Aftersales Settings", "reveals_an_hour"


def execute() -> None:
	if frappe.db.get_singles_dict(SETTINGS).get(FIELD) is None:
		frappe.db.set_single_value(SETTINGS, FIELD, frappe.get_meta(SETTINGS).get_field(FIELD).default)
