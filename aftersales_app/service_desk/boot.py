"""What the desk knows of a user of ours before the first click: where they begin, and who their colleagues are."""

from typing import Any

import frappe
from frappe.utils import add_user_info

from aftersales_app.permissions import SEES_ALL, SEES_TEAM, companies_of
from aftersales_app.service_desk.queries import staff

OWNERS = frozenset({"Administrator", "System Manager"})
AT_DESKS = (SEES_ALL | SEES_TEAM | {"Training Coordinator"}) - OWNERS
ON_THE_ROAD = frozenset({"Service Technician"})


def extend(bootinfo: Any) -> None:
	"""Handler of extend_bootinfo. Who chose a workspace in their own settings keeps it; who runs the site keeps Frappe's."""
	roles = set(frappe.get_roles())
	if not roles & (AT_DESKS | ON_THE_ROAD):
		return
	add_user_info(staff.members(companies_of(frappe.session.user)), bootinfo.user_info)
	private_home = {"for_user": frappe.session.user, "title": "Home"}
	if (
		roles & OWNERS
		or bootinfo.user.get("default_workspace")
		or frappe.db.exists("Workspace", private_home)
	):
		return
	name = "Service Desk" if roles & AT_DESKS else "My Service Work"
	title = frappe.db.get_value("Workspace", {"name": name, "public": 1, "is_hidden": 0}, "title")
	if title:
		bootinfo.user["default_workspace"] = {"name": name, "title": title, "public": 1}
