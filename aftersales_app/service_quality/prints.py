"""What prints show of feedback: codes to scan, and the form that a customer fills in on paper."""

from typing import Any

import frappe
from frappe.twofactor import get_qr_svg_code

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.invitation import OPEN, standing
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import consent, door, feedback_page, invitations

MAKES_FORMS = frozenset({"Quality Specialist", "Operations Manager", "System Manager", "Administrator"})


def aftersales_report_code(visit: str) -> str:
	"""The code of a visit's report as an image's address; "" where the site asks nobody or cannot reach the customer."""
	link = door.address(visit)
	return code(link) if link else ""


def aftersales_customer_form(invitation: str) -> dict[str, Any]:
	"""What the printed form of an invitation says: `title`, `questions`, `reasons`, `notice`, `to`; with `code` and `link` for
	those who hand it out while it is open, never for whoever is rated."""
	row = frappe.db.get_value(reads.INVITATION, invitation, [*reads.STATE], as_dict=True)
	frappe.has_permission(reads.INVITATION, "read", invitation, throw=True)
	kind = row.reference_doctype
	link = invitations.link(invitation) if _may_hand_out(row) else ""
	settings, (notice, version) = core.settings(), consent.notice()
	return {
		"title": invitations.question(kind),
		"questions": feedback_page.questions(kind),
		"reasons": feedback_page.offered(kind),
		"notice": notice,
		"notice_version": version or "",
		"to": settings.get("paper_forms_to") or row.company,
		"link": link,
		"code": code(link) if link else "",
	}


def code(link: str) -> str:
	"""A link as an image to scan."""
	return f"data:image/svg+xml;base64,{get_qr_svg_code(link).decode()}"


def _may_hand_out(row: Any) -> bool:
	"""By hand go the forms only: a link that was sent stays its receiver's."""
	return (
		row.channel in (invitations.QR, invitations.PAPER)
		and standing(row.status, row.expires_at, moments.site_now()) == OPEN
		and row.rated != frappe.session.user
		and bool(MAKES_FORMS & {frappe.session.user, *frappe.get_roles()})
	)
