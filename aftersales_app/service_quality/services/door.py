"""The code on a visit's report: whoever scans it can have the customer's personal link sent to the customer, and no more.

Whoever is rated hands the report over, so the code must not lead to the answers: the link goes to the address or the number on the
ticket, and only whoever reads messages there can answer.
"""

from typing import Any

import frappe
from frappe.utils import cint, get_url

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import invitation as rule
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.invitation import VISIT
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import asked, feedback_page, invitations
from aftersales_app.service_quality.services.asked import Asked

UNKNOWN, EARLY, SENT, ASKS, OFF = "unknown", "early", "sent", "asks", "off"


def address(visit: str) -> str:
	"""Where the code on the report of a visit leads; "" where the site asks nobody or cannot reach this customer."""
	done = asked.of(VISIT, visit)
	if done is None or not _may_send(done):
		return ""
	return get_url(f"/r/{rule.door(invitations.secret(), visit)}")


def page(key: str) -> dict[str, Any]:
	"""What the page of a code shows: `state`, with `to` (masked) and a `nonce` while the link may be sent. Nothing is written."""
	key = key.strip()
	done = _behind(key)
	if done is None:
		return {"state": UNKNOWN, "key": key}
	feedback_page.speak(invitations.language_of(done.reach.contact))
	shown = {"key": key, "about": done.name, "company": done.about["company"], "state": _standing(done)}
	if shown["state"] == ASKS:
		shown["to"] = _to(done)
		shown["nonce"] = rule.nonce(invitations.secret(), key, moments.now())
	return shown


def send(key: str, nonce: str) -> None:
	"""Send the customer's link to the customer, once for a case. Raises DomainError `link_unknown`, `page_too_old`, `not_over_yet`,
	`case_asked_already`, `cannot_reach`."""
	key = key.strip()
	done = _behind(key, lock=True)
	if done is None:
		raise DomainError("link_unknown")
	if rule.shown_at(invitations.secret(), key, nonce, moments.now()) is None:
		raise DomainError("page_too_old")
	refused = {EARLY: "not_over_yet", SENT: "case_asked_already", OFF: "cannot_reach"}
	standing = _standing(done)
	if standing in refused:
		raise DomainError(refused[standing], {"name": done.name})
	invitations.send(done, invitations.QR)


def _behind(key: str, lock: bool = False) -> Asked | None:
	name = rule.behind(invitations.secret(), key)
	if lock and name:
		frappe.db.get_value(VISIT, name, "name", for_update=True)  # two who press at once are sent one
	return asked.of(VISIT, name) if name else None


def _standing(done: Asked) -> str:
	if not done.over:
		return EARLY
	if reads.asked_about(done.ticket):
		return SENT
	return ASKS if _may_send(done) else OFF


def _may_send(done: Asked) -> bool:
	return bool(cint(core.settings().get("invite_customers")) and invitations.reached_by(done))


def _to(done: Asked) -> str:
	by_mail = invitations.reached_by(done) == invitations.EMAIL
	return rule.masked(done.reach.email if by_mail else "", done.reach.phone)
