"""What the quality of service begins with. Seeded when the app is installed; afterwards it belongs to the site's owner."""

import frappe

PRAISE, COMPLAINT = "Praise", "Complaint"
REASONS = (
	("Fast", "timeliness", PRAISE),
	("Too slow", "timeliness", COMPLAINT),
	("Solved at once", "solving", PRAISE),
	("Not solved", "solving", COMPLAINT),
	("Friendly", "attitude", PRAISE),
	("Unfriendly", "attitude", COMPLAINT),
	("Explained well", "compliance", PRAISE),
	("Not kept informed", "compliance", COMPLAINT),
	("Clean and careful", "perception", PRAISE),
	("Came unprepared", "compliance", COMPLAINT),
	("Too expensive", "perception", COMPLAINT),
)


def seed() -> None:
	"""The reasons that a customer may tick, where there are none."""
	if frappe.db.count("Aftersales Feedback Reason"):
		return
	for reason, dimension, tells in REASONS:
		row = {
			"doctype": "Aftersales Feedback Reason",
			"reason": reason,
			"dimension": dimension,
			"tells": tells,
		}
		frappe.get_doc(row).insert(ignore_permissions=True)


SATISFACTION_WEIGHT, SATISFIED_TARGET = 20, 90


def weights() -> None:
	"""What a department's quarter is made of, where nothing is said: satisfaction, and what its own appraisal says of the rest."""
	settings = frappe.get_doc("Aftersales Settings")
	if settings.performance_weights:
		return
	satisfaction = {
		"component": frappe._("Customer Satisfaction"),
		"metric": "Satisfied Customers",
		"weight": SATISFACTION_WEIGHT,
		"direction": "At Least",
		"target": SATISFIED_TARGET,
		"below_target": "By Improvement Plan",
	}
	rest = {"component": frappe._("Other Work of the Department"), "weight": 100 - SATISFACTION_WEIGHT}
	settings.set("performance_weights", [satisfaction, rest])
	settings.flags.ignore_permissions = True
	settings.save()
