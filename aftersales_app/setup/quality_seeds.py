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


# Months, and the law where one wants it kept although somebody asks to be forgotten. Cars: rules.md R2; messages, recordings and feedback: P5.
LIMITATION = "民法典第一百八十八条(诉讼时效三年)"
CARS = "家用汽车产品修理更换退货责任规定(2021)(修理记录保存不少于六年)"
CAR = "CN-car"
CASES = ("Ticket", "Visit", "Complaint", "Claim", "Return", "Repair", "Extension")
KEPT = (
	*(
		(kind, 36, "", "")
		for kind in (*CASES, "Message", "Feedback", "Follow-up Call", "Unit", "Privacy Request")
	),
	("Recording", 12, "", ""),
	*((kind, 36, LIMITATION, "") for kind in CASES),
	*((kind, 72, CARS, CAR) for kind in ("Ticket", "Visit", "Repair")),
)


def retention() -> None:
	"""Once: how long which kind of record is kept, where the site says nothing."""
	settings = frappe.get_doc("Aftersales Settings")
	if settings.retention:
		return
	for kind, months, law, category in KEPT:
		if not category or frappe.db.exists("Aftersales Goods Category", category):
			row = {"record_kind": kind, "months": months, "by_law": int(bool(law)), "basis": law or None}
			settings.append("retention", {**row, "goods_category": category or None})
	settings.save(ignore_permissions=True)


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
