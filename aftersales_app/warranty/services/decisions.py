"""Decisions that stand. The one writer of Aftersales Decision: one statement each, never edited, never deleted."""

import json
from collections.abc import Mapping
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.rows import append as append_rows
from aftersales_app.domain import decision_file
from aftersales_app.domain.claim_flow import APPEAL, FIRST, GOODWILL, REFUSED
from aftersales_app.warranty.queries import claims as reads

DOCTYPE = "Aftersales Decision"
FROM_CLAIM = (
	*("company", "customer", "customer_name", "product", "item_code", "item_name", "serial_no"),
	*("event_on", "fault", "currency", "appeal_of", "appeal_reason"),
)
FIELDS = (
	*("name", "owner", "creation", "modified", "modified_by", "claim", "number", "kind", *FROM_CLAIM),
	*(
		"reverses",
		"made_on",
		"decided_by",
		"approved_by",
		"verdict",
		"outcome",
		"remedy",
		"override",
		"reason",
	),
	*("value", "norm", "norm_version", "citation", "until", "fee", "facts", "decision", "basis"),
)


def append(claim: Any, facts: Mapping[str, Any], decided_by: str, approved_by: str) -> str:
	"""Write the claim's next decision; `facts` are those that `claims.decide` gathered. Two at once cannot both be it: its
	name is the claim's with the number."""
	last = claim.decision
	number = int(last.rpartition("-")[2]) + 1 if last else 1
	now, user = frappe.utils.now(), frappe.session.user
	row = {
		"name": f"{claim.name}-{number}",
		**{"owner": user, "modified_by": user, "creation": now, "modified": now},
		**{field: claim.get(field) for field in FROM_CLAIM},
		**{"claim": claim.name, "number": number, "kind": _kind(claim, facts)},
		**{"reverses": _reverses(claim, facts["verdict"]), "made_on": moments.site_today()},
		**{"decided_by": decided_by, "approved_by": approved_by or None},
		**{field: facts[field] for field in ("verdict", "remedy", "override", "reason", "value")},
		**_of_remedy(facts["decision"], facts["remedy"]),
		"outcome": facts["decision"]["outcome"],
		"facts": _text(dict(facts["decision"]["facts"])),
		"decision": _text(decision_file.filed(facts["decision"])),
		"basis": _text(facts["basis"]),
	}
	append_rows(DOCTYPE, FIELDS, [row])
	return row["name"]


def _kind(claim: Any, facts: Mapping[str, Any]) -> str:
	if facts["verdict"] == GOODWILL:
		return GOODWILL
	return APPEAL if claim.appeal_of else FIRST


def _reverses(claim: Any, verdict: str) -> int:
	"""Does it grant what was refused, or refuse what was granted?"""
	if not claim.appeal_of:
		return 0
	earlier, _people = reads.deciders(claim.appeal_of)
	return int((earlier == REFUSED) != (verdict == REFUSED))


def _of_remedy(decision: Mapping[str, Any], chosen: str) -> dict[str, Any]:
	"""Norm, last day and fee of the remedy that was chosen, where it is owed."""
	found = next((one for one in decision["remedies"] if one["remedy"] == chosen), None)
	if not found:
		return {}
	by = found["decided_by"]
	told = {"norm": by["norm"], "norm_version": by["version"], "citation": by["citation"]}
	return {**told, "until": found["until"], "fee": found["fee"]}


_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
