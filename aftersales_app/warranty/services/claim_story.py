"""What the form of a claim and the letter of a decision say: of a claim that is open as it would fall now, of any other as it was
seen when it fell."""

import json
from typing import Any

from frappe import _
from frappe.utils import get_fullname

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.claim_flow import OPEN, PROPOSED, found_in
from aftersales_app.domain.decision_file import unfiled
from aftersales_app.domain.norms import REMEDIES
from aftersales_app.warranty.queries import claims as reads
from aftersales_app.warranty.queries import returns
from aftersales_app.warranty.services import claim_case, telling
from aftersales_app.warranty.services.cases import Known


def of_claim(claim: Any) -> dict[str, Any]:
	"""What the claim's form shows: the story, which remedies may be chosen, and the decisions so far."""
	told: dict[str, Any] = {"decisions": _history(claim.name), "now": claim.status in OPEN}
	if claim.status in OPEN:
		return {**told, **_preview(claim)}
	if claim.status == PROPOSED:
		kept = json.loads(claim.proposal)
		return {**told, **telling.story(kept["decision"], kept["basis"], claim.currency)}
	if not claim.decision:
		return told
	gives = "" if returns.of_claim(claim.name) else reads.given(claim.name)  # goes back once
	return {**told, **of_decision(reads.stored(claim.decision)), "gives": gives}


def of_decision(decision: Any) -> dict[str, Any]:
	"""The story of a decision that stands."""
	kept, facts, basis = (_loaded(decision.get(field)) for field in ("decision", "facts", "basis"))
	return telling.story(unfiled(kept, facts), basis, decision.currency)


def _preview(claim: Any) -> dict[str, Any]:
	with messages.translated():
		known = claim_case.told(claim)
		if not claim.goods_category:
			summary = _("Say which category of goods it is: the rules differ by it.")
			return {**telling.no_story(summary, known), "questions": [_which_category(known)]}
		decision = known.decide()
	found = found_in(
		{one.remedy: one.chooser for one in decision.remedies},
		{one.fact: one.opens for one in decision.questions},
		dict(decision.facts),
		decision.burden.on,
	)
	owed = [one.remedy for one in decision.remedies]
	choices = {
		"owed": telling.labelled(owed),
		"others": telling.labelled(one for one in REMEDIES if one not in owed),
		"may_refuse": not found.ask and not found.unproven_user_damage,
	}
	return {**telling.tell(known, decision, claim.currency), "choices": choices}


def _which_category(known: Known) -> dict[str, Any]:
	place = known.case.jurisdiction
	codes = [code for country, code in known.book.categories if country == place and code]
	return {
		"fact": "category",
		"label": _("Goods Category"),
		"kind": "word",
		"choices": [{"value": code, "label": telling.goods(code, place)} for code in sorted(codes)],
		"opens": [_("what is owed")],
		"norms": [],
	}


def _history(claim: str) -> list[dict[str, Any]]:
	return [
		{
			**row,
			"kind": _(row.kind),
			"verdict": _(row.verdict),
			"remedy": _(row.remedy) if row.remedy else "",
			"decided_by": get_fullname(row.decided_by),
			"approved_by": get_fullname(row.approved_by) if row.approved_by else "",
		}
		for row in reads.decisions(claim)
	]


def _loaded(value: Any) -> Any:
	return json.loads(value) if isinstance(value, str) else value
