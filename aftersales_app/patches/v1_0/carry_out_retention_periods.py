"""Retention periods were a register; now they are carried out. Events and notices go with their ticket. Sites without any get those that are
shipped; nothing is made anonymous until the site turns it on."""

import frappe

from aftersales_app.setup import quality_seeds

RULE = "Aftersales Retention Rule"
WITH_TICKET = ("Ticket Event", "Notice")


def execute() -> None:
	has_ticket = frappe.db.exists(RULE, {"record_kind": "Ticket"})
	rows = frappe.get_all(
		RULE, {"record_kind": ("in", WITH_TICKET)}, pluck="name", order_by="months desc, name"
	)
	if rows and not has_ticket:
		frappe.db.set_value(RULE, rows.pop(0), "record_kind", "Ticket", update_modified=False)
	frappe.db.delete(RULE, {"name": ("in", rows or [""])})
	quality_seeds.retention()
