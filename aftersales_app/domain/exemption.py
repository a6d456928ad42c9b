"""Exemptions from a missed target: who may ask, who may decide. A verdict never changes; reports leave out what is exempt."""

from dataclasses import dataclass

from aftersales_app.domain.errors import Decision, Reason
from aftersales_app.domain.service_clock import MISSED

REQUESTED, APPROVED, REFUSED = "Requested", "Approved", "Refused"
DECIDER = "Operations Manager"


@dataclass(frozen=True, slots=True)
class Request:
	"""An exemption as it is asked for. `standing` is the status of another request for the same clock, "" for none."""

	clock: str
	verdict: str
	reason: str
	evidence: bool
	standing: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
	"""An exemption as it is decided on: by whom (`roles` are theirs), on whose request, for whose miss."""

	status: str
	decider: str
	roles: frozenset[str]
	requester: str
	missed_by: str
	note: str


def can_request(request: Request) -> Decision:
	"""Only for a missed clock, once, with reason and evidence. Codes: `clock_not_missed`, `exemption_requested_already`,
	`exemption_approved_already`, `exemption_reason_missing`, `evidence_missing`."""
	reasons = []
	if request.verdict != MISSED:
		reasons.append(Reason("clock_not_missed", {"clock": request.clock}))
	if request.standing in (REQUESTED, APPROVED):
		reasons.append(Reason(f"exemption_{request.standing.lower()}_already", {"clock": request.clock}))
	if not request.reason.strip():
		reasons.append(Reason("exemption_reason_missing"))
	if not request.evidence:
		reasons.append(Reason("evidence_missing"))
	return Decision(not reasons, tuple(reasons))


def can_decide(ruling: Ruling) -> Decision:
	"""An operations manager who neither asked nor missed, with a remark, once. Codes: `exemption_decided_already`,
	`decider_role_missing`, `decider_is_requester`, `decider_missed_it`, `decision_note_missing`."""
	reasons = []
	if ruling.status != REQUESTED:
		reasons.append(Reason("exemption_decided_already", {"status": ruling.status}))
	if DECIDER not in ruling.roles:
		reasons.append(Reason("decider_role_missing"))
	if ruling.decider == ruling.requester:
		reasons.append(Reason("decider_is_requester"))
	if ruling.decider == ruling.missed_by:
		reasons.append(Reason("decider_missed_it"))
	if not ruling.note.strip():
		reasons.append(Reason("decision_note_missing"))
	return Decision(not reasons, tuple(reasons))
