"""Exemptions from a missed target: asked for with reason and evidence, decided by somebody else. The verdict stays."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, get_fullname

from aftersales_app.aftersales_core import files, moments
from aftersales_app.domain import exemption as rules
from aftersales_app.domain.exemption import APPROVED, REFUSED, REQUESTED, Request, Ruling
from aftersales_app.service_desk.queries import exemptions as reads
from aftersales_app.service_desk.services import event_log, tickets

DECISION = ("status", "decision_note", "decided_by", "decided_at")
FROM_TICKET = ("company", "team", "missed_by")


def request(exemption: Any) -> None:
	"""A new request: for a missed clock of a ticket that the requester can see, one at a time."""
	ticket = frappe.get_doc("Aftersales Ticket", exemption.ticket, for_update=True)
	ticket.check_permission("read")
	for field in DECISION:
		exemption.set(field, None)
	exemption.status = REQUESTED
	exemption.update({"company": ticket.company, "team": ticket.team})
	exemption.missed_by = ticket.get(f"{exemption.clock}_missed_by")
	wish = Request(
		clock_label(exemption.clock),
		ticket.get(f"{exemption.clock}_verdict") or "",
		exemption.reason or "",
		_has_evidence(exemption),
		reads.standing(exemption.ticket, exemption.clock),
	)
	tickets.refuse_unless(rules.can_request(wish))


def change(exemption: Any) -> None:
	"""The requester may mend an open request; decisions come through `decide` alone."""
	before = exemption.get_doc_before_save()
	for field in (*DECISION, *FROM_TICKET):
		exemption.set(field, before.get(field))
	texts = ("reason_code", "reason", "evidence")
	changed = any((exemption.get(field) or None) != (before.get(field) or None) for field in texts)
	if changed and before.status != REQUESTED:
		frappe.throw(_("This request is decided already: {0}.").format(_(before.status)))
	if changed and exemption.owner != frappe.session.user:
		frappe.throw(_("Only {0}, who asked, may change the request.").format(get_fullname(exemption.owner)))
	if not cstr(exemption.reason).strip():
		frappe.throw(_("Explain why the target was missed."))
	if not _has_evidence(exemption, before):
		frappe.throw(_("Attach the evidence."))
	exemption.update(exemption.flags.pop("decision", None) or {})


def decide(exemption: Any, approved: bool, note: str) -> None:
	"""Approve or refuse, with a remark; an approval is noted in the ticket's log. The clock's verdict is not touched."""
	user = frappe.session.user
	ruling = Ruling(
		exemption.status,
		user,
		frozenset(frappe.get_roles(user)),
		exemption.owner,
		exemption.missed_by or "",
		cstr(note),
	)
	tickets.refuse_unless(rules.can_decide(ruling))
	now = moments.now()
	status = APPROVED if approved else REFUSED
	exemption.flags.decision = {
		"status": status,
		"decision_note": cstr(note).strip(),
		"decided_by": user,
		"decided_at": moments.to_site(now),
	}
	exemption.save()
	if approved:
		ticket = frappe.get_doc("Aftersales Ticket", exemption.ticket)
		facts = {"clock": exemption.clock, "to_value": status, "reason": exemption.reason_code}
		event_log.write([event_log.describe(ticket, "Exempted", now, **facts)])


def clock_label(clock: str) -> str:
	"""A clock's name as people read it, in English; the edge translates it."""
	return frappe.unscrub(clock or "")


def _has_evidence(exemption: Any, before: Any = None) -> bool:
	"""Whoever names a file may read it; one that was named before is still there."""
	url = exemption.evidence
	if before and before.evidence == url:
		return bool(url and frappe.db.exists("File", {"file_url": url}))
	return bool(files.readable(url))
