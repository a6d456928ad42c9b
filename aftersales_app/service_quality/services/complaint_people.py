"""Who may look into a complaint: nobody whom it is about, and nobody in their line (rules.md Q2)."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from aftersales_app import permissions
from aftersales_app.domain.complaint_flow import OUTSIDE, Investigator, Standing
from aftersales_app.integrations import erpnext
from aftersales_app.service_quality.queries import complaints as reads


def subjects(complaint: Any) -> frozenset[str]:
	return frozenset(row.user for row in complaint.subjects if row.user)


def standing(complaint: Any) -> Standing:
	"""The complaint as it stands, for the user."""
	user = frappe.session.user
	return Standing(
		complaint.status,
		user,
		frozenset(frappe.get_roles(user)),
		subjects(complaint),
		complaint.investigator or "",
		authority(complaint),
	)


def authority(complaint: Any) -> str:
	"""The authority that waits for an answer, "" where none does."""
	waits = complaint.source in OUTSIDE or complaint.outside_due
	return complaint.source if waits and not complaint.outside_answered_on else ""


def investigator(complaint: Any, user: str) -> Investigator:
	about = subjects(complaint)
	return Investigator(user, about, line_of(about))


def line_of(users: Iterable[str]) -> frozenset[str]:
	"""Who stands above and below these people: leads and members of teams, and the line of ERPNext's employees."""
	users = frozenset(users)
	if not users:
		return frozenset()
	return frozenset(reads.team_line(users) | erpnext.line_of(users)) - users


def check_can_work(user: str, company: str) -> None:
	"""Throw for somebody who could not open the complaint: without the role, or of another company."""
	companies = permissions.companies_of(user)
	known = frappe.db.get_value("User", user, "enabled")
	may = known and frappe.has_permission(reads.COMPLAINT, "write", user=user)
	if not may or (companies and company not in companies):
		frappe.throw(
			_("{0} does not work on complaints of {1}. Choose another investigator.").format(
				get_fullname(user), company
			)
		)
