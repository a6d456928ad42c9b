"""What customers answer. The one writer of Aftersales Feedback: written once, never edited; what is corrected later stands beside it.

Beside the customer's scores stand those that the record alone gives, each under its own name.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import frappe

from aftersales_app.aftersales_core import files, moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import invitation as rule
from aftersales_app.domain import scoring
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.invitation import Answers
from aftersales_app.domain.personal_data import CONSENT, CONTRACT
from aftersales_app.domain.remedies import record
from aftersales_app.domain.scoring import DIMENSIONS
from aftersales_app.domain.verification import PENDING
from aftersales_app.integrations import erpnext
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.services import asked, consent, invitations, privacy
from aftersales_app.service_quality.services.asked import Asked

STAMPS = ("name", "owner", "creation", "modified", "modified_by")
FIELDS = (
	*(
		*STAMPS,
		*reads.ABOUT,
		"category",
		"item_code",
		"region",
		"given_at",
		"channel",
		"invitation",
		"entered_by",
		"scan",
		"seconds",
	),
	*(
		"status",
		"overall",
		*DIMENSIONS,
		"counts",
		*(f"verified_{name}" for name in ("overall", *DIMENSIONS)),
		"words",
		*(f"record_{name}" for name in scoring.OBJECTIVE),
		"record_why",
	),
	*("basis", "notice_version", "agrees_to_research", "agrees_to_contact"),
)
TICK_FIELDS = (*STAMPS, "parent", "parenttype", "parentfield", "idx", "reason")


def page(token: str) -> dict[str, Any]:
	"""What the page of a token shows: `state` (open, answered, expired, unknown), `nonce` while it is open, `answers` afterwards,
	`language`. Nothing is written: mail scanners open pages, too."""
	invitation = reads.by_hash(rule.token_hash(token))
	if not invitation:
		return {"state": "unknown", "language": None}
	standing = rule.standing(invitation.status, invitation.expires_at, moments.site_now())
	shown = {
		"state": standing.lower(),
		"language": invitation.language,
		"kind": invitation.reference_doctype,
		"about": invitation.reference_name,
		"company": invitation.company,
	}
	if standing == rule.OPEN:
		shown["nonce"] = rule.nonce(invitations.secret(), token, moments.now())
	if standing == rule.ANSWERED:
		shown["answers"] = reads.answered(invitation.feedback)
		shown["agreed"] = consent.open_consents(invitation.feedback)
	return shown


def give(token: str, nonce: str, told: Mapping[str, str], ticked: tuple[str, ...]) -> str:
	"""A customer answers; the name of the feedback. Raises DomainError `link_unknown`, `link_answered`, `link_expired`,
	`link_withdrawn`, `own_rating`, `page_too_old`, `not_over_yet`, and as `invitation.read`."""
	invitation = reads.by_hash(rule.token_hash(token), lock=True)
	if not invitation:
		raise DomainError("link_unknown")
	standing = rule.standing(invitation.status, invitation.expires_at, moments.site_now())
	if standing != rule.OPEN:
		raise DomainError(f"link_{standing.lower()}")
	_refuse_rated(invitation)
	shown = rule.shown_at(invitations.secret(), token, nonce, moments.now())
	if shown is None:
		raise DomainError("page_too_old")
	answers = rule.read(told, ticked, offered())
	took = int((moments.now() - shown).total_seconds())
	over = (
		invitation.channel if invitation.channel != invitations.PAPER else invitations.QR
	)  # its form has a code, too
	return _keep(invitation, answers, {"channel": over, "seconds": took})


def take_back(token: str, purposes: Iterable[str]) -> list[str]:
	"""A customer takes back consents that they gave on the page; which. Raises DomainError `link_unknown`, `consent_not_given`."""
	invitation = reads.by_hash(rule.token_hash(token), lock=True)
	if not invitation or not invitation.feedback:
		raise DomainError("link_unknown")
	wanted = set(purposes)
	stopped = [name for name in consent.open_consents(invitation.feedback) if name in wanted]
	if not stopped:
		raise DomainError("consent_not_given")
	consent.stop([invitation.feedback], stopped)
	privacy.by_link(invitation.feedback, stopped, invitation.company)
	return stopped


def enter_on_paper(
	invitation_name: str, told: Mapping[str, str], ticked: tuple[str, ...], scan: str | None = None
) -> str:
	"""Somebody types in what a customer wrote on paper, with its `scan`: not the one who is rated. Paper takes its time by mail, so it may
	be typed in after the link has expired. Raises DomainError as `give`, `scan_not_attached`."""
	invitation = frappe.db.get_value(
		reads.INVITATION, invitation_name, list(reads.STATE), as_dict=True, for_update=True
	)
	if invitation.status != rule.OPEN:
		raise DomainError(f"link_{invitation.status.lower()}")
	_refuse_rated(invitation)
	file = files.readable(scan)
	if scan and file is None:
		raise DomainError("scan_not_attached")
	answers = rule.read(told, ticked, offered())
	how = {"channel": invitations.PAPER, "entered_by": frappe.session.user, "scan": scan or None}
	name = _keep(invitation, answers, how)
	if file is not None and not file.attached_to_name:  # whoever may read the answer may read its paper
		place = {"attached_to_doctype": reads.FEEDBACK, "attached_to_name": name, "attached_to_field": "scan"}
		rows.change("File", file.name, place)
	return name


def _refuse_rated(invitation: Any) -> None:
	"""Nobody answers about themselves, also not in the browser in which they are signed in."""
	if invitation.rated == frappe.session.user:
		raise DomainError("own_rating")


def offered() -> frozenset[str]:
	"""The reasons that may be ticked."""
	return frozenset(row.reason for row in reads.reasons())


def _keep(invitation: Any, answers: Answers, how: Mapping[str, Any]) -> str:
	done = asked.of(invitation.reference_doctype, invitation.reference_name)
	if done is None or not done.over:
		raise DomainError("not_over_yet", {"name": invitation.reference_name})
	now, user = moments.site_now(), frappe.session.user
	name = rows.next_name(reads.FEEDBACK, "FB")
	stamps = {"owner": user, "modified_by": user, "creation": now, "modified": now}
	row = {
		**{"name": name, **stamps, **how},
		**{field: invitation[field] for field in reads.ABOUT},
		"region": erpnext.region_of(invitation.customer),
		**{"category": done.category, "item_code": done.item_code},
		**{"invitation": invitation.name, "given_at": now, "status": PENDING},
		**{"overall": answers.overall, **answers.scores, "words": answers.words or None},
		**_as_given(answers),
		**_by_the_record(done),
		**_consent(answers),
	}
	rows.append(reads.FEEDBACK, FIELDS, [row])
	if answers.reasons:
		rows.append(reads.TICK, TICK_FIELDS, _ticks(name, answers.reasons, stamps))
	invitations.answered(invitation.name, name)
	return name


def _as_given(answers: Answers) -> dict[str, Any]:
	"""An answer counts as it was given from its first moment; what somebody finds later changes that and leaves the answer."""
	scores = {"overall": answers.overall, **answers.scores}
	return {"counts": 1, **{f"verified_{name}": score for name, score in scores.items()}}


def _ticks(name: str, reasons: tuple[str, ...], stamps: Mapping[str, Any]) -> list[dict[str, Any]]:
	place = {"parent": name, "parenttype": reads.FEEDBACK, "parentfield": "reasons"}
	return [
		{"name": frappe.generate_hash(length=10), "idx": at, "reason": reason, **place, **stamps}
		for at, reason in enumerate(reasons, 1)
	]


def _by_the_record(done: Asked) -> dict[str, Any]:
	"""The scores that the record gives, why, and the thresholds of the day: what is changed later moves no score."""
	measure = core.score_thresholds()
	found = scoring.objective(done.on_record, measure)
	why = {name: record(score.reasons) for name, score in found.items()}
	why["measure"] = record((measure.reason,))
	scores = {f"record_{name}": score.value for name, score in found.items()}
	return {**scores, "record_why": json.dumps(why, ensure_ascii=False)}


def _consent(answers: Answers) -> dict[str, Any]:
	"""Asking about this very service is part of it; everything beyond needs the customer's consent (rules.md P1)."""
	return {
		"basis": CONSENT if answers.research else CONTRACT,
		"notice_version": consent.notice()[1],
		"agrees_to_research": int(answers.research),
		"agrees_to_contact": int(answers.contact),
	}
