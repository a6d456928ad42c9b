"""Warranty claims from the customer's word to their end. The one writer of a claim's status, proposal, verdict and consent.

`enter` works on a new claim, `change` on one that is being saved; the verbs move it. What the rules give is worked out anew
until somebody decides; then it is kept as it was seen. A claim that needs a second person waits with the whole decision as
its proposal; a decision that stands is a record of its own (`decisions`).
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import has_approval_access, is_transition_condition_satisfied
from frappe.utils import cint, cstr, get_fullname, getdate

from aftersales_app import permissions
from aftersales_app.aftersales_core import messages, moments, reference
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.contents import exact
from aftersales_app.aftersales_core.document import check_values, put
from aftersales_app.domain import claim_flow as flow
from aftersales_app.domain.case_facts import Case
from aftersales_app.domain.claim_flow import (
	APPROVED,
	CHECKED,
	CONSENTED,
	EXECUTED,
	PROPOSED,
	QUOTED,
	REFUSED,
	SUBMITTED,
	Consent,
	Cost,
	Found,
	Ruling,
)
from aftersales_app.domain.remedies import Decision
from aftersales_app.integrations import erpnext_claims
from aftersales_app.warranty.queries import claims as reads
from aftersales_app.warranty.services import (
	cases,
	claim_case,
	claim_entry,
	decisions,
	quotations,
	recovery,
	timers,
)

CLAIM = "Aftersales Claim"
NO_PROPOSAL = dict.fromkeys(
	(
		*("proposed_verdict", "proposed_remedy", "proposed_by", "proposed_at", "proposed_reason", "proposal"),
		*("appeal_of", "appealed_on", "appeal_reason"),
	)
)


def case_of(claim: Any) -> Case:
	"""The case that a claim tells, with what its unit's record says. Throws for what cannot be one."""
	with messages.translated():
		return claim_case.told(claim).case


def assess(claim: Any) -> Decision:
	"""What the rules give today; nothing is stored."""
	with messages.translated():
		return claim_case.told(claim).decide()


def enter(claim: Any) -> None:
	"""A new claim begins with nothing decided."""
	claim_entry.reset(claim)
	claim.status = SUBMITTED
	claim.assignee = claim.assignee or frappe.session.user
	claim.team = claim.team or permissions.usual_team(frappe.session.user, claim.company)
	claim_entry.check(claim)


def change(claim: Any) -> None:
	"""A claim that is being saved: what the verbs wrote stays, what was decided on is not changed behind the decision."""
	before = claim.get_doc_before_save()
	before.check_permission("write")
	claim_entry.keep(claim, before)
	if claim.status != before.status and (before.status, claim.status) not in flow.PLAIN:
		messages.refuse_unless(flow.can_move(before.status, claim.status))
		frappe.throw(_("This step needs to be told more. Open the claim and choose it under Actions."))
	claim_entry.check(claim, before)


def decide(claim: Any, verdict: str, remedy: str = "", reason: str = "") -> str | None:
	"""Adjudicate. Returns the name of the decision, None where somebody else has to approve it first."""
	messages.refuse_unless(flow.can_decide(claim.status))
	with messages.translated():
		known = claim_case.told(claim)
		_need_category(claim)
		decision = known.decide()
	remedy = "" if verdict == REFUSED else cstr(remedy)
	check_values(claim, {"proposed_reason": cstr(reason)})
	before = _appealed_from(claim)
	user = frappe.session.user
	wants = cstr(claim.wants)
	ruling = Ruling(cstr(verdict), remedy, cstr(reason).strip(), user, claim.owner, wants, before)
	found = _found(decision)
	messages.refuse_unless(flow.can_rule(ruling, found))
	worth = _worth(claim, decision, ruling)
	facts = {**_ruled(ruling, found, worth), **cases.snapshot(known, decision)}
	why = flow.second_person(ruling.verdict, Cost(worth, limit_of(user)))
	if why:
		_propose(claim, facts, ruling)
		return None
	return _stand(claim, facts, user, "", APPROVED)


def refuse(claim: Any, reason: str = "") -> None:
	"""Propose a refusal: somebody else has to confirm it."""
	decide(claim, REFUSED, "", reason)


def approve(claim: Any) -> str:
	"""The second person agrees to the proposal as it was seen. Returns the name of the decision."""
	_expect(claim, PROPOSED)
	facts = json.loads(claim.proposal)
	user, worth = frappe.session.user, facts["value"]
	cost = Cost(None if worth is None else Decimal(worth), limit_of(user))
	people = (user, claim.proposed_by, claim.owner)
	may = flow.can_approve(*people, facts["verdict"], cost, _appealed_from(claim))
	messages.refuse_unless(may, claim.currency)
	after = REFUSED if facts["verdict"] == REFUSED else APPROVED
	return _stand(claim, facts, claim.proposed_by, user, after)


def _appealed_from(claim: Any) -> frozenset[str]:
	"""Who decided and approved the decision that is appealed."""
	return reads.deciders(claim.appeal_of)[1] if claim.appeal_of else frozenset()


def send_back(claim: Any, reason: str) -> None:
	"""The second person does not agree: it is adjudicated anew. An appeal stays one."""
	_expect(claim, PROPOSED)
	if not cstr(reason).strip():
		frappe.throw(_("Say why the proposal is sent back."))
	check_values(claim, {"proposed_reason": reason})
	kept = {field: claim.get(field) for field in ("appeal_of", "appealed_on", "appeal_reason")}
	_move(claim, CHECKED, {**NO_PROPOSAL, **kept, "proposed_override": 0})
	claim.add_comment("Comment", text=frappe.utils.escape_html(reason.strip()))


def appeal(claim: Any, reason: str) -> None:
	"""The customer does not accept the decision: it is looked at anew, by others."""
	messages.refuse_unless(flow.can_appeal(bool(claim.decision), cstr(reason), claim.status))
	facts = {
		"appeal_of": claim.decision,
		"appeal_reason": reason.strip(),
		"appealed_on": moments.site_today(),
	}
	_move(claim, CHECKED, facts)


def quote(claim: Any) -> str:
	"""A draft of a Quotation for the costs of the claim. Returns its name."""
	messages.refuse_unless(flow.can_move(claim.status, QUOTED))
	rows = claim.amounts
	nameless = tuple(row.idx for row in rows if not row.item)
	messages.refuse_unless(flow.can_quote(bool(rows), nameless, exact(claim.total)))
	_check_move(claim, QUOTED)
	name = erpnext_claims.draft_quotation(claim)
	facts = {"quotation": name, "quoted_on": moments.site_today(), "quoted_total": claim.total}
	_move(claim, QUOTED, {**quotations.NO_CONSENT, **facts})
	return name


def record_consent(claim: Any, by: str, how: str, on: str, evidence: str) -> None:
	"""The customer agrees to the quotation as it stands: who, how, when, and what shows it."""
	messages.refuse_unless(flow.can_move(claim.status, CONSENTED))
	ways = claim.meta.get_field("consent_how").options.split("\n")
	if how and how not in ways:
		known = ", ".join(_(way) for way in ways if way)
		frappe.throw(_("Say how the customer consented; there are: {0}.").format(known))
	day = getdate(on) if on else None
	is_shown = reads.is_file(evidence)
	said = Consent(cstr(by), cstr(how), day, is_shown, getdate(claim.quoted_on), moments.site_today())
	messages.refuse_unless(flow.can_consent(said))
	offer = quotations.offer(claim)
	messages.refuse_unless(flow.can_agree_to(offer), claim.currency)
	facts = {"consent_by": by.strip(), "consent_how": how, "consent_on": day, "consent_evidence": evidence}
	agreed = dict.fromkeys(("quoted_total", "consented_total"), float(offer.total))
	_move(claim, CONSENTED, {**facts, **agreed, "consent_recorded_by": frappe.session.user})


def execute(claim: Any, note: str) -> None:
	"""What was decided or agreed to is carried out."""
	costs = _rise(claim), quotations.agreed(claim)
	messages.refuse_unless(flow.can_execute(claim.status, bool(cstr(note).strip()), *costs), claim.currency)
	today = moments.site_today()
	facts = {"executed_on": today, "executed_by": frappe.session.user, "next_due": None}
	_move(claim, EXECUTED, {**facts, "execution_note": note.strip()})
	timers.all_done(claim, today)
	_recover(claim)


def close(claim: Any) -> None:
	"""Nothing is left to do."""
	_move(claim, flow.CLOSED, {})
	_recover(claim)


def changed(claim: Any) -> None:
	"""A claim was saved: one that a person closed is settled with the suppliers."""
	before = claim.get_doc_before_save()
	if before and claim.status == flow.CLOSED != before.status:
		_recover(claim)


def _recover(claim: Any) -> None:
	"""What was carried out at the trader's cost is demanded from the suppliers; what the customer pays for is not."""
	if claim.executed_on and claim.verdict != REFUSED:
		recovery.open_for(claim.name)


def limit_of(user: str) -> Decimal | None:
	"""What a person may decide alone: the highest limit of their roles, nothing without one; None for anything."""
	rows = core.settings().get("claim_limits") or ()
	roles = set(frappe.get_roles(user))
	mine = [row for row in rows if row.get("role") in roles]
	if not rows or any(cint(row.get("unlimited")) for row in mine):
		return None
	return max((exact(row.get("most")) for row in mine), default=Decimal(0))


def check_workflow(doc: Any, method: str | None = None) -> None:
	"""A workflow on claims has the statuses that the verbs know, and begins with the first (doc_events of Workflow)."""
	if doc.document_type != CLAIM:
		return
	named = [row.state for row in doc.states]
	unknown = [state for state in named if state not in flow.MOVES]
	missing = [state for state in flow.MOVES if state not in named]
	if unknown or missing or named[0] != SUBMITTED:
		states = ", ".join(_(state) for state in flow.MOVES)
		frappe.throw(_("A workflow of claims has these statuses, in this order: {0}.").format(states))
	for row in doc.transitions:
		messages.refuse_unless(flow.can_move(row.state, row.next_state))
	reference.changed()


def _found(decision: Decision) -> Found:
	return flow.found_in(
		{remedy.remedy: remedy.chooser for remedy in decision.remedies},
		{question.fact: question.opens for question in decision.questions},
		dict(decision.facts),
		decision.burden.on,
	)


def _worth(claim: Any, decision: Decision, ruling: Ruling) -> Decimal | None:
	price = dict(decision.facts).get("price")
	costs = exact(claim.total)
	return flow.value_of(ruling.remedy, costs, None if price is None else Decimal(str(price)))


def _rise(claim: Any) -> Cost:
	"""Costs that were entered since the decision: what it is worth now, and the most that anybody may decide who had a part in it."""
	if not claim.decision or claim.verdict == REFUSED:
		return flow.NOTHING
	decided = reads.worth(claim.decision)
	costs = exact(claim.total)
	value = flow.value_of(decided.remedy, costs, decided.price)
	if value == decided.value:
		return flow.NOTHING
	people = {*reads.deciders(claim.decision)[1], frappe.session.user} - {claim.owner}
	limits = [limit_of(user) for user in people]
	return Cost(value, None if None in limits else max(limits))


def _ruled(ruling: Ruling, found: Found, worth: Decimal | None) -> dict[str, Any]:
	return {
		"verdict": ruling.verdict,
		"remedy": ruling.remedy,
		"reason": ruling.reason,
		"override": int(flow.overrides(ruling, found)),
		"value": None if worth is None else str(worth),
	}


def _propose(claim: Any, facts: Mapping[str, Any], ruling: Ruling) -> None:
	_move(
		claim,
		PROPOSED,
		{
			"proposed_verdict": ruling.verdict,
			"proposed_remedy": ruling.remedy,
			"proposed_reason": ruling.reason,
			"proposed_override": facts["override"],
			"proposed_by": ruling.decider,
			"proposed_at": moments.site_now(),
			"proposal": json.dumps(facts, ensure_ascii=False),
			"outcome": facts["decision"]["outcome"],
			"next_due": timers.of_decision(claim, facts["decision"]["deadlines"], None),
		},
	)


def _stand(claim: Any, facts: Mapping[str, Any], decided_by: str, approved_by: str, after: str) -> str:
	"""The decision becomes a record, and the claim's present one."""
	_check_move(claim, after)
	name = decisions.append(claim, facts, decided_by, approved_by)
	verdict, decision = facts["verdict"], facts["decision"]
	told = {"decision": name, "verdict": verdict, "outcome": decision["outcome"]}
	cleared = {**NO_PROPOSAL, "proposed_override": 0} if claim.proposal or claim.appeal_of else {}
	next_due = timers.of_decision(claim, decision["deadlines"], moments.site_today())
	told["next_due"] = None if after == REFUSED else next_due
	_move(claim, after, {**cleared, **told}, checked=True)
	return name


def _need_category(claim: Any) -> None:
	if not claim.goods_category:
		frappe.throw(_("Say which category of goods it is: the rules differ by it."))


def _expect(claim: Any, status: str) -> None:
	if claim.status != status:
		frappe.throw(_("The claim is {0}, not {1}.").format(_(claim.status), _(status)))


def _move(claim: Any, after: str, facts: Mapping[str, Any], checked: bool = False) -> None:
	if not checked:
		_check_move(claim, after)
	check_values(claim, facts)
	put(claim, {**facts, "status": after})


def _check_move(claim: Any, after: str) -> None:
	"""Is there such a move, and does the workflow give it to the user?"""
	messages.refuse_unless(flow.can_move(claim.status, after))
	user, roles = frappe.session.user, set(frappe.get_roles())
	for step in _steps().get((claim.status, after), ()):
		own = step.allowed in roles and has_approval_access(user, claim, step)
		if own and is_transition_condition_satisfied(step, claim):
			return
	frappe.throw(
		_("{0}, you may not bring this claim from {1} to {2}.").format(
			get_fullname(user), _(claim.status), _(after)
		),
		frappe.PermissionError,
	)


def _steps() -> dict[tuple[str, str], tuple[Any, ...]]:
	"""The steps of the active workflow, compiled."""
	return reference.compiled("claim_steps", _compile_steps)


def _compile_steps() -> dict[tuple[str, str], tuple[Any, ...]]:
	name = frappe.db.get_value("Workflow", {"document_type": CLAIM, "is_active": 1}, "name")
	if not name:
		frappe.throw(_("No active workflow for {0}. Turn one on in the Workflow list.").format(_(CLAIM)))
	found: dict[tuple[str, str], list[Any]] = {}
	for row in frappe.get_doc("Workflow", name).transitions:
		found.setdefault((row.state, row.next_state), []).append(row)
	return {step: tuple(rows) for step, rows in found.items()}
