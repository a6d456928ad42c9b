"""A decision told in sentences of the reader's language: on claims, on tickets, where a rule is tried, in letters.

It is told from plain data, `cases.snapshot`, so that what was decided long ago reads as what is decided now. The desk shows it by
public/js/decision_story.js.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import groupby
from typing import Any

from frappe import _
from frappe.utils import flt, fmt_money, formatdate

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.case_facts import CHOICES, DAY, FACTS, FLAG, WORDS
from aftersales_app.domain.norm_match import APPLIES, ASKS
from aftersales_app.domain.norms import CLAIMANT, CUSTOMER, TRADER
from aftersales_app.domain.remedies import BURDEN, OPEN, OWED, Decision
from aftersales_app.domain.trader_timers import DELAY
from aftersales_app.warranty.services import cases, rules
from aftersales_app.warranty.services.cases import Known

Plain = Mapping[str, Any]
NO_STORY = (
	"reasons",
	"remedies",
	"questions",
	"refusals",
	"deadlines",
	"defences",
	"evidence",
	"facts",
	"looked_at",
)


def tell(known: Known, decision: Decision, currency: str | None) -> dict[str, Any]:
	"""The story of a decision that was just worked out."""
	return story(**cases.snapshot(known, decision), currency=currency)


def story(decision: Plain, basis: Plain, currency: str | None) -> dict[str, Any]:
	"""All parts of a decision: days as 2025-06-03 where they stand alone, all else as people read it."""
	cited = basis["citations"]
	return {
		"outcome": decision["outcome"],
		"summary": _summary(decision),
		"reasons": lines(decision["reasons"]),
		"contradictions": lines(basis.get("contradictions", ())),
		"remedies": [_remedy(one, currency) for one in decision["remedies"]],
		"questions": [_question(one, cited) for one in decision["questions"]],
		"refusals": [_refusal(one, cited) for one in decision["refusals"]],
		"burden": _burden(decision),
		"deadlines": [_deadline(one) for one in decision["deadlines"]],
		"defences": [_defence(one) for one in decision.get("defences", ())],
		"no_reason": _no_reason(decision["no_reason"]),
		"evidence": [_either(map(_paper, group)) for group in decision["evidence"]],
		"cover": cover(basis["cover"], basis.get("notes", ())),
		"facts": [
			{"fact": _(fact), "value": _value(fact, value, basis)} for fact, value in decision["facts"]
		],
		"looked_at": [_step(step, cited) for step in decision["trace"]],
	}


def no_story(summary: str, known: Known | None = None) -> dict[str, Any]:
	"""The same where nothing can be decided yet."""
	told = {"cover": case_cover(known), "contradictions": [], "burden": None, "no_reason": ""}
	return {**{part: [] for part in NO_STORY}, **told, "outcome": OPEN, "summary": summary}


def case_cover(known: Known | None) -> dict[str, Any]:
	"""What covers a unit on the day of the case."""
	basis = cases.basis(known) if known else {"cover": (), "notes": ()}
	return cover(basis["cover"], basis["notes"])


def cover(reasons: Iterable[Plain], notes: Iterable[Plain]) -> dict[str, Any]:
	"""What cover comes to first, None for unknown, then how it was worked out."""
	found = list(reasons)
	told = list(dict.fromkeys(lines(found)))
	last = found[-1] if found else {"code": "", "params": {}}
	covered = last["code"] == "covered_until"
	unknown = not found or found[0]["code"] in ("start_unknown", "installation_unknown")
	summary = told.pop() if covered else told.pop(0) if told else ""
	return {
		"covered": None if unknown else covered,
		"until": last["params"]["until"] if covered else None,
		"remaining_days": last["params"]["days"] if covered else 0,
		"summary": summary,
		"how": [*told, *lines(notes)],
	}


def lines(reasons: Iterable[Plain]) -> list[str]:
	"""Reasons as they are on record, as sentences."""
	return [_line(reason) for reason in reasons]


def goods(category: str, jurisdiction: str = "") -> str:
	"""A category of goods as its own record calls it; one without a record is called by its code."""
	return _(rules.goods_title(category, jurisdiction) or category)


def labelled(words: Iterable[str]) -> list[dict[str, str]]:
	"""Words to choose from, as people read them."""
	return [{"value": word, "label": _(word)} for word in words]


def _summary(decision: Plain) -> str:
	if decision["outcome"] == OWED:
		return _("Owed: {0}").format(
			_listed(_(name) for name in (one["remedy"] for one in decision["remedies"]))
		)
	if decision["outcome"] == OPEN:
		return _("Open: nothing is owed yet, ask first")
	return _("Nothing is owed")


def _remedy(one: Plain, currency: str | None) -> dict[str, Any]:
	name, by = one["remedy"], one["decided_by"]
	return {
		"remedy": name,
		"label": _(name),
		"fee": _fee(one["fee"], currency),
		"amount": fmt_money(flt(one["amount"]), currency=currency) if one.get("amount") else "",
		"until": one["until"],
		"chooser": _("The customer chooses") if one["chooser"] == CUSTOMER else _("The trader chooses"),
		"norm": by["norm"],
		"source": _source(by),
		"cited": _cited(by),
		"lines": lines((*one["dates"], *one["fee_reasons"], *one.get("amount_reasons", ()))),
		"also": [_source(other) for other in one["also"]],
	}


def _fee(fee: str | None, currency: str | None) -> str:
	if fee is None:
		return _("fee not known yet")
	return _("fee {0}").format(fmt_money(flt(fee), currency=currency)) if flt(fee) else _("free of charge")


def _source(source: Plain) -> str:
	trust = source["confidence"]
	return _("{0} ({1}, version {2}, confidence {3})").format(
		source["citation"], source["norm"], source["version"], _(trust)
	)


def _cited(source: Plain) -> str:
	"""The same for a customer, to whom our trust in a citation says nothing."""
	return _("{0} ({1}, version {2})").format(source["citation"], source["norm"], source["version"])


def _question(one: Plain, cited: Plain) -> dict[str, Any]:
	fact = one["fact"]
	kind = FACTS[fact]
	choices = [{"value": "true", "label": _("Yes")}, {"value": "false", "label": _("No")}]
	return {
		"fact": fact,
		"label": _(fact),
		"kind": kind,
		"choices": choices if kind == FLAG else labelled(CHOICES.get(fact, ()) if kind != WORDS else ()),
		"opens": [_(name) for name in one["opens"]],
		"norms": sorted({cited.get(norm, norm) for norm in one["norms"]}),
	}


def _refusal(one: Plain, cited: Plain) -> dict[str, Any]:
	"""Norms of the same citation that say the same are told once."""
	said: dict[tuple[str, ...], None] = {}
	for norm, reasons in groupby(one["reasons"], key=lambda pair: pair[0]):
		said[(cited.get(norm, norm), *lines(reason for _norm, reason in reasons))] = None
	norms = [{"source": source, "lines": told} for source, *told in said]
	name = one["remedy"]
	return {"remedy": name, "label": _(name), "norms": norms}


def _burden(decision: Plain) -> dict[str, Any]:
	burden = decision["burden"]
	asked = any(BURDEN in question["opens"] for question in decision["questions"])
	unknown = _("Who has to prove is not known yet.") if asked else _("No rule says who has to prove.")
	said = {
		TRADER: _("The trader has to prove that there was no defect."),
		CLAIMANT: _("The customer has to prove the defect."),
	}.get(burden["on"], unknown)
	source = burden["source"]
	named = {"source": _source(source), "cited": _cited(source)} if source else {"source": "", "cited": ""}
	return {"on": burden["on"], "text": said, "until": burden["until"], **named}


def _deadline(one: Plain) -> dict[str, Any]:
	code = one["code"]
	late = {True: _("too late"), False: _("done in time"), None: _("still in time")}[one["late"]]
	return {
		"label": _(code),
		"to_customer": _("If we have done nothing by this day, we are late on purpose")
		if code == DELAY
		else _(code),
		"due": one["due"],
		"late": late,
		"is_late": one["late"],
		"line": _line(one["arithmetic"]),
		"source": _source(one["source"]),
		"cited": _cited(one["source"]),
	}


def _defence(one: Plain) -> dict[str, Any]:
	"""What may be said against a claim that comes after a day, and is never applied here."""
	code = one["code"]
	return {
		"label": _(code),
		"until": one["until"],
		"is_over": one["over"],
		"line": _line(one["arithmetic"]),
		"source": _source(one["source"]),
		"cited": _cited(one["source"]),
	}


def _step(step: Plain, cited: Plain) -> dict[str, Any]:
	"""A norm that was looked at, and what came of it."""
	norm = step["norm"]
	verdict = {APPLIES: _("applies"), ASKS: _("asks")}.get(step["verdict"], _("does not apply"))
	missing = [_("Missing: {0}.").format(_listed(map(_, step["missing"])))] if step["missing"] else []
	named = _("{0} ({1}, version {2})").format(cited.get(norm, norm), norm, step["version"])
	return {"source": f"{named}: {verdict}", "lines": [*lines(step["reasons"]), *missing]}


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


def _line(reason: Plain) -> str:
	params = reason["params"]
	if params.get("fact") == "category":
		named = {name: _categories(params[name]) for name in ("value", "found") if params.get(name)}
		params = {**params, **named}
	return messages.text(reason["code"], params)


def _categories(codes: Any) -> Any:
	return goods(codes) if isinstance(codes, str) else [goods(code) for code in codes]


def _value(fact: str, value: Any, basis: Plain) -> str:
	if fact == "category":
		return goods(value, basis.get("jurisdiction", ""))
	if isinstance(value, bool):
		return _("Yes") if value else _("No")
	if isinstance(value, list):
		return _listed(_(str(one)) for one in value)
	return formatdate(value) if FACTS.get(fact) == DAY else _(str(value))
