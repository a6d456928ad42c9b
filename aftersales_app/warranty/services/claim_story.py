"""A decision told line by line, in the reader's language, from plain data: of a claim that is open as it would fall now, of
any other as it was seen when it fell."""

import json
from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import groupby
from typing import Any

from frappe import _
from frappe.utils import flt, fmt_money, get_fullname

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.case_facts import CHOICES, FACTS, FLAG, WORDS
from aftersales_app.domain.claim_flow import OPEN, PROPOSED, found_in
from aftersales_app.domain.norms import CLAIMANT, CUSTOMER, REMEDIES, TRADER
from aftersales_app.warranty.queries import claims as reads
from aftersales_app.warranty.services import claim_case, goods_words, rules

Plain = Mapping[str, Any]


def of_claim(claim: Any) -> dict[str, Any]:
	"""What the claim's form shows: the story, which remedies may be chosen, and the decisions so far."""
	told: dict[str, Any] = {"decisions": _history(claim.name), "now": claim.status in OPEN}
	if claim.status in OPEN:
		return {**told, **_preview(claim)}
	if claim.status == PROPOSED:
		kept = json.loads(claim.proposal)
		return {**told, **story(kept["decision"], kept["basis"], claim.currency)}
	return {**told, **(of_decision(reads.stored(claim.decision)) if claim.decision else {})}


def of_decision(decision: Any) -> dict[str, Any]:
	"""The story of a decision that stands."""
	plain, basis = (_loaded(decision.get(field)) for field in ("decision", "basis"))
	return story(plain, basis, decision.currency)


def story(decision: Plain, basis: Plain, currency: str | None) -> dict[str, Any]:
	"""All parts of the decision as sentences."""
	cited = basis["citations"]
	return {
		"outcome": decision["outcome"],
		"summary": _summary(decision),
		"reasons": _lines(decision["reasons"]),
		"remedies": [_remedy(one, currency) for one in decision["remedies"]],
		"questions": [_question(one, cited) for one in decision["questions"]],
		"refusals": [_refusal(one, cited) for one in decision["refusals"]],
		"burden": _burden(decision["burden"]),
		"deadlines": [_deadline(one) for one in decision["deadlines"]],
		"no_reason": _no_reason(decision["no_reason"]),
		"evidence": [_either(map(_paper, group)) for group in decision["evidence"]],
		"cover": _lines(basis["cover"]),
		"facts": [{"fact": _(fact), "value": _value(fact, value)} for fact, value in decision["facts"]],
	}


def _preview(claim: Any) -> dict[str, Any]:
	with messages.translated():
		known = claim_case.told(claim)
		if not claim.goods_category:
			return {**_nothing_yet(known), "questions": [_which_category(claim, known)]}
		decision = claim_case.assess(claim, known)
	kept = claim_case.snapshot(claim, known, decision)
	found = found_in(
		{one.remedy: one.chooser for one in decision.remedies},
		{one.fact: one.opens for one in decision.questions},
		dict(decision.facts),
		decision.burden.on,
	)
	owed = [one.remedy for one in decision.remedies]
	choices = {
		"owed": _labelled(owed),
		"others": _labelled(one for one in REMEDIES if one not in owed),
		"may_refuse": not found.ask and not found.unproven_user_damage,
	}
	return {**story(kept["decision"], kept["basis"], claim.currency), "choices": choices}


def _nothing_yet(known: claim_case.Told) -> dict[str, Any]:
	empty = ("reasons", "remedies", "refusals", "deadlines", "evidence", "facts", "cover")
	summary = _("Say which category of goods it is: the rules differ by it.")
	return {
		**{part: [] for part in empty},
		"outcome": "open",
		"summary": summary,
		"burden": None,
		"no_reason": "",
	}


def _which_category(claim: Any, known: claim_case.Told) -> dict[str, Any]:
	place = known.case.jurisdiction
	book = rules.norm_book(claim.company)
	codes = [category for country, category in book.categories if country == place and category]
	return {
		"fact": "category",
		"label": _("Goods Category"),
		"kind": "word",
		"choices": [{"value": code, "label": goods_words.name(code)} for code in sorted(codes)],
		"opens": [_("what is owed")],
		"norms": [],
	}


def _summary(decision: Plain) -> str:
	if decision["outcome"] == "owed":
		names = _listed(_(name) for name in (one["remedy"] for one in decision["remedies"]))
		return _("Owed: {0}").format(names)
	if decision["outcome"] == "open":
		return _("Open: nothing is owed yet, ask first")
	return _("Nothing is owed")


def _remedy(one: Plain, currency: str | None) -> dict[str, Any]:
	name = one["remedy"]
	return {
		"remedy": name,
		"label": _(name),
		"fee": _fee(one["fee"], currency),
		"until": one["until"],
		"chooser": _("The customer chooses") if one["chooser"] == CUSTOMER else _("The trader chooses"),
		"source": _source(one["decided_by"]),
		"cited": _cited(one["decided_by"]),
		"lines": [*_lines(one["dates"]), *_lines(one["fee_reasons"])],
		"also": [_source(other) for other in one["also"]],
	}


def _fee(fee: str | None, currency: str | None) -> str:
	if fee is None:
		return _("fee not known yet")
	return _("fee {0}").format(fmt_money(flt(fee), currency=currency)) if flt(fee) else _("free of charge")


def _source(source: Plain) -> str:
	confidence = source["confidence"]
	return _("{0} ({1}, version {2}, confidence {3})").format(
		source["citation"], source["norm"], source["version"], _(confidence)
	)


def _cited(source: Plain) -> str:
	"""The same for a customer, to whom our trust in a citation says nothing."""
	return _("{0} ({1}, version {2})").format(source["citation"], source["norm"], source["version"])


def _question(one: Plain, cited: Plain) -> dict[str, Any]:
	fact = one["fact"]
	kind = FACTS[fact]
	choices = [("true", _("Yes")), ("false", _("No"))] if kind == FLAG else []
	return {
		"fact": fact,
		"label": _(fact),
		"kind": kind,
		"choices": [{"value": value, "label": label} for value, label in choices]
		or _labelled(CHOICES.get(fact, ()) if kind != WORDS else ()),
		"opens": [_(name) for name in one["opens"]],
		"norms": sorted({cited.get(norm, norm) for norm in one["norms"]}),
	}


def _refusal(one: Plain, cited: Plain) -> dict[str, Any]:
	"""Norms of the same citation that say the same are told once."""
	said: dict[tuple[str, ...], None] = {}
	for norm, reasons in groupby(one["reasons"], key=lambda pair: pair[0]):
		said[(cited.get(norm, norm), *_lines(reason for _norm, reason in reasons))] = None
	name = one["remedy"]
	norms = [{"source": source, "lines": lines} for source, *lines in said]
	return {"remedy": name, "label": _(name), "norms": norms}


def _burden(burden: Plain) -> dict[str, Any]:
	said = {
		TRADER: _("The trader has to prove that there was no defect."),
		CLAIMANT: _("The customer has to prove the defect."),
	}.get(burden["on"], _("Who has to prove is not known yet."))
	source = burden["source"]
	named = {"source": _source(source), "cited": _cited(source)} if source else {"source": "", "cited": ""}
	return {"text": said, "until": burden["until"], **named}


def _deadline(one: Plain) -> dict[str, Any]:
	code = one["code"]
	late = {True: _("too late"), False: _("done in time"), None: _("still in time")}[one["late"]]
	return {
		"label": _(code),
		"due": one["due"],
		"late": late,
		"is_late": one["late"] is True,
		"line": _line(one["arithmetic"]),
		"source": _source(one["source"]),
		"cited": _cited(one["source"]),
	}


def _paper(name: str) -> str:
	"""A paper to keep; "invoice" alone is the day that coverage counts from."""
	return _("Invoice") if name == "invoice" else _(name)


def _listed(words: Iterable[str]) -> str:
	return _joined(words, _("{0}, {1}"))


def _either(words: Iterable[str]) -> str:
	return _joined(words, _("{0} or {1}"))


def _joined(words: Iterable[str], pair: str) -> str:
	"""A pattern, since Frappe looks a separator up without its spaces."""
	told = list(words)
	return reduce(pair.format, told) if told else ""


def _no_reason(outcome: str) -> str:
	return _(outcome) if outcome and outcome != "NOT_APPLICABLE" else ""


def _lines(reasons: Iterable[Plain]) -> list[str]:
	return [_line(reason) for reason in reasons]


def _line(reason: Plain) -> str:
	return messages.text(reason["code"], reason["params"])


def _value(fact: str, value: Any) -> str:
	if fact == "category":
		return goods_words.name(value)
	if isinstance(value, bool):
		return _("Yes") if value else _("No")
	if isinstance(value, list):
		return _listed(_(str(one)) for one in value)
	return _(str(value))


def _labelled(words: Iterable[str]) -> list[dict[str, str]]:
	return [{"value": word, "label": _(word)} for word in words]


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
