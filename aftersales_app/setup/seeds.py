"""Records that a service desk cannot start without. Seeded when the app is installed; afterwards they belong to the site's owner,
who may delete them: a migration seeds nothing."""

import frappe

from aftersales_app.aftersales_core import calendar_seeds, moments
from aftersales_app.service_desk.services import policies
from aftersales_app.service_desk.services.flow import flow

HOUR, MINUTE = 3600, 60
CALENDAR = "Around the Clock"
OFFICE = "Office Hours (China)"
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
LEVELS = (
	{"level": 1, "timing": "After Due", "offset": 2 * HOUR, "recipient": "Assignee"},
	{"level": 2, "timing": "After Due", "offset": 4 * HOUR, "recipient": "Team Lead"},
	{
		"level": 3,
		"timing": "After Due",
		"offset": 8 * HOUR,
		"recipient": "Operations Manager",
		"escalates": 1,
	},
)
# What a repair's cause means for the customer's rights; "" is to be said in each case.
CAUSES = (
	("Operating error", "Man", "user"),
	("Installation error", "Man", ""),
	("Component failure", "Machine", "product"),
	("Design weakness", "Machine", "product"),
	("Worn part", "Material", ""),
	("Defective material", "Material", "product"),
	("Wrong procedure", "Method", ""),
	("Missing information", "Method", ""),
	("Power or water supply", "Environment", "other"),
	("Transport damage", "Environment", ""),
	("No fault found", "Method", "no_fault_found"),
)
CATEGORIES = ("Fault", "Misuse", "Missing Part", "Logistics", "Billing", "Installation", "Advice", "Other")
ROOT = "All Categories"


YEARS_BACK = 5  # whose public holidays the shipped calendar knows: past tickets are measured on them

# Who does what at each node of the shipped flow: responsible, accountable, consulted, informed.
AGENT, TECHNICIAN, LEAD = "Service Agent", "Service Technician", "Service Team Lead"
QUALITY, MANAGER = "Quality Specialist", "Operations Manager"
MATRIX = {
	"New": ((AGENT,), LEAD, (), ()),
	"In Diagnosis": ((AGENT, TECHNICIAN), LEAD, (QUALITY,), ()),
	"Plan Given": ((AGENT,), LEAD, (TECHNICIAN,), ()),
	"In Service": ((TECHNICIAN,), LEAD, (AGENT,), ()),
	"Waiting for Customer": ((AGENT,), LEAD, (), (TECHNICIAN,)),
	"Waiting for Parts": ((TECHNICIAN,), LEAD, (), (AGENT, MANAGER)),
	"Resolved": ((AGENT,), LEAD, (), (QUALITY,)),
	"Closed": ((AGENT,), MANAGER, (), (QUALITY,)),
	"Cancelled": ((LEAD,), MANAGER, (), (QUALITY,)),
}

CLAIM_LIMITS = (
	{"role": AGENT, "most": 500},
	{"role": LEAD, "most": 5000},
	{"role": MANAGER, "unlimited": 1},
)


def seed() -> None:
	_calendars()
	_public_holidays()
	_policies()
	_categories()
	for cause, dimension, counts_as in CAUSES:
		values = {"cause_name": cause, "dimension": dimension, "warranty_cause": counts_as}
		_once("Aftersales Cause", cause, values)
	_responsibilities()


def claim_limits() -> None:
	"""Once, at installing or when claims come to a site: who decides alone on a claim of which value."""
	settings = frappe.get_doc("Aftersales Settings")
	if settings.claim_limits:
		return
	settings.set("claim_limits", [dict(row) for row in CLAIM_LIMITS])
	settings.save(ignore_permissions=True)


def quiet_hours() -> None:
	"""Once, at installing: the framework starts every Time field with the present time, whatever default it declares."""
	frappe.db.set_single_value("Aftersales Settings", {"quiet_from": "22:00:00", "quiet_to": "07:00:00"})


def _calendars() -> None:
	_once(
		"Aftersales Calendar",
		CALENDAR,
		{"calendar_name": CALENDAR, "time_zone": "Asia/Shanghai", "always_open": 1},
	)
	hours = [
		{"weekday": day, "from_time": start, "to_time": end}
		for day in WEEK
		for start, end in (("09:00:00", "12:00:00"), ("13:00:00", "18:00:00"))
	]
	_once(
		"Aftersales Calendar",
		OFFICE,
		{"calendar_name": OFFICE, "time_zone": "Asia/Shanghai", "windows": hours},
	)


def _public_holidays() -> None:
	"""The shipped calendar gets its public holidays once; the years after the last known one stay an open question."""
	office = frappe.get_doc("Aftersales Calendar", OFFICE)
	if office.seeded_until:
		return
	this_year = moments.site_today().year
	years = range(this_year - YEARS_BACK, this_year + 2)
	calendar_seeds.fill(office, "China", [year for year in years if calendar_seeds.is_known("China", year)])
	office.save(ignore_permissions=True)


def _responsibilities() -> None:
	"""The matrix is seeded where there is none at all."""
	if frappe.db.count("Aftersales Responsibility"):
		return
	for node, (responsible, accountable, consulted, informed) in MATRIX.items():
		lines = [("Responsible", role) for role in responsible] + [("Accountable", accountable)]
		lines += [("Consulted", role) for role in consulted] + [("Informed", role) for role in informed]
		if node in flow().categories:
			frappe.get_doc(
				{
					"doctype": "Aftersales Responsibility",
					"node": node,
					"lines": [{"part": part, "role": role} for part, role in lines],
				}
			).insert(ignore_permissions=True)


def _policies() -> None:
	"""The targets that the product ships: response 24 h, diagnosis 2 h from it, answer or plan 24 h, chat 30 s, complaints 24 h."""
	answer = (("diagnosis", 2 * HOUR), ("resolution", 24 * HOUR))
	complaint = ("resolution", 5 * 24 * HOUR)
	_policy("Standard Service", {}, (("first_response", 24 * HOUR), *answer))
	_policy("Chat", {"channel": "Chat"}, (("first_response", 30), *answer))
	_policy("Complaints", {"kind": "Complaint"}, (("first_response", 24 * HOUR), complaint))
	_policy(
		"Complaints by Chat", {"kind": "Complaint", "channel": "Chat"}, (("first_response", 30), complaint)
	)


def _policy(name: str, conditions: dict, targets: tuple) -> None:
	_once(
		"Aftersales Service Policy",
		name,
		{
			"policy_name": name,
			"status": "Published",
			"resolution_met_by": policies.PLAN_COUNTS,
			**conditions,
			"targets": [
				{
					"clock": clock,
					"target": seconds,
					"calendar": CALENDAR,
					"pause_on_customer": 1,
					"pause_on_parts": 1,
				}
				for clock, seconds in targets
			],
			"levels": [dict(level) for level in LEVELS],
		},
	)


def _categories() -> None:
	_once("Aftersales Category", ROOT, {"category_name": ROOT, "is_group": 1})
	for name in CATEGORIES:
		_once("Aftersales Category", name, {"category_name": name, "parent_aftersales_category": ROOT})


def _once(doctype: str, name: str, values: dict) -> None:
	if not frappe.db.exists(doctype, name):
		record = frappe.get_doc({"doctype": doctype, **values})
		record.dont_update_if_missing = ["company"]  # for every company, not for the installer's own
		record.insert(ignore_permissions=True)
