"""A rule as a form has it, and back: plain fields and tables of rows, in closed words that a list offers.

What a norm lists in few words (remedies, channels, papers, what begins a term anew) is a box to tick each; conditions
are rows of fact, operator and value; rows of an exclusion with the same number hold together. Nothing is lost on the
way: `norm_of(norm_values(norm)) == norm`, `coverage_rule_of(coverage_values(rule)) == rule`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from aftersales_app.domain import fact_text
from aftersales_app.domain.case_facts import CHOICES
from aftersales_app.domain.coverage_book import CoverageRule
from aftersales_app.domain.coverage_terms import CHANGES, LATEST, STATUTORY, Limit, Term
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.norms import (
	EVIDENCE,
	OF_LISTS,
	REMEDIES,
	Award,
	Condition,
	Exclusion,
	FeeRule,
	Norm,
	TraderDeadline,
	Window,
)

Row = Mapping[str, Any]
CHANNELS = CHOICES["channel"]
MOST_SINCE, MOST_SETTLED, MOST_STARTS = 5, 2, 3  # columns of a row for days of which one counts
PLAIN = (
	"jurisdiction",
	"rank",
	"region",
	"citation",
	"confidence",
	"effective_from",
	"effective_to",
	"version",
)
PERIOD = ("part", "months", "days", "pick", "factory_days", "suspends", "rolls", "transfers")
HUNDRED = Decimal(100)
FIRST = date.min


def norm_values(norm: Norm) -> dict[str, Any]:
	"""The fields and rows of a form that say this norm."""
	return {
		"rule_id": norm.id,
		**{name: getattr(norm, name) for name in PLAIN},
		"categories": list(norm.categories),
		"buyer": norm.buyer,
		**_ticks("channel", CHANNELS, norm.channels),
		**_ticks("remedy", REMEDIES, norm.remedies),
		"after_remedy": norm.after,
		"chooser": norm.chooser,
		"fee_kind": norm.fee.kind,
		"fee_charged": int(norm.fee.charged),
		"fee_ceiling": None if norm.fee.ceiling is None else float(norm.fee.ceiling * HUNDRED),
		"burden": norm.burden,
		"raised_by": norm.raised_by,
		"defence": norm.defence,
		**_award_values(norm.award),
		"windows": [_window_row(one) for one in norm.windows],
		"conditions": [_condition_row(one) for one in norm.conditions],
		"exclusions": exclusion_rows(norm.exclusions),
		"deadlines": [_deadline_row(one) for one in norm.deadlines],
		"evidence": [dict.fromkeys(group, 1) for group in norm.evidence],
	}


def norm_of(values: Row) -> Norm:
	"""The norm that a form says. Raises what Norm raises, and DomainError `unknown_fact`, `value_unreadable`."""
	ceiling = values.get("fee_ceiling")
	charged = values.get("fee_charged", 1)
	return Norm(
		id=values.get("rule_id") or "",
		**_plain(values),
		categories=tuple(values.get("categories") or ()),
		buyer=values.get("buyer") or "",
		channels=_ticked("channel", CHANNELS, values),
		windows=tuple(_window(row) for row in values.get("windows") or ()),
		conditions=tuple(_condition(row) for row in values.get("conditions") or ()),
		remedies=_ticked("remedy", REMEDIES, values),
		after=values.get("after_remedy") or "",
		chooser=values.get("chooser") or "customer",
		fee=FeeRule(
			values.get("fee_kind") or "none",
			bool(charged),
			Decimal(str(ceiling)) / HUNDRED if ceiling else None,
		),
		exclusions=exclusions_of(values.get("exclusions") or ()),
		burden=values.get("burden") or "",
		raised_by=values.get("raised_by") or "",
		award=award_of(values),
		defence=values.get("defence") or "",
		deadlines=tuple(_deadline(row) for row in values.get("deadlines") or ()),
		evidence=evidence_of(values.get("evidence") or ()),
	)


def coverage_values(rule: CoverageRule) -> dict[str, Any]:
	"""The fields and rows of a form that say this rule; its parts stand at the categories of goods."""
	return {
		"rule_id": rule.code,
		**{name: getattr(rule, name) for name in PLAIN},
		"categories": list(rule.categories),
		"conditions": [
			{"fact": fact, "operator": "==", "value": fact_text.told(value)}
			for fact, value in rule.when.items()
		],
		"periods": [period_row(term) for term in rule.terms],
		"holds_days": rule.holds_days or 0,
	}


def coverage_rule_of(values: Row, parts: Mapping[str, str]) -> CoverageRule:
	"""The rule that a form says of goods with these parts. Raises what CoverageRule and Term raise, and DomainError
	`not_a_circumstance` (a condition that is not one of yes or no), `period_twice`."""
	code, plain = values.get("rule_id") or "", _plain(values)
	return CoverageRule(
		code=code,
		**plain,
		categories=tuple(values.get("categories") or ()),
		when=dict(_circumstance(row) for row in values.get("conditions") or ()),
		parts=dict(parts),
		terms=terms_of(
			values.get("periods") or (),
			code,
			norm=code,
			kind=STATUTORY,
			citation=plain["citation"],
			version=plain["version"],
			in_force_from=plain["effective_from"],
			in_force_to=plain["effective_to"],
		),
		holds_days=values.get("holds_days") or None,
	)


def terms_of(rows: Iterable[Row], code: str, **of_rule: Any) -> tuple[Term, ...]:
	"""The terms that such rows grant, their codes being `code` and the row's own name. Raises what Term raises, and
	DomainError `period_twice`."""
	found: dict[str, Term] = {}
	for row in rows:
		term = _term(row, code, of_rule)
		if term.code in found:
			raise DomainError("period_twice", {"term": term.code})
		found[term.code] = term
	return tuple(found.values())


def period_row(term: Term) -> dict[str, Any]:
	"""The row that says this term."""
	return {
		"period_name": term.code.partition("/")[2],
		**{name: getattr(term, name) for name in PERIOD},
		**_columns("starts", term.starts, MOST_STARTS),
		**_ticks("restarts", CHANGES, term.restarts),
		"limit_unit": term.limit.unit if term.limit else "",
		"limit_most": term.limit.most if term.limit else 0,
	}


def exclusion_rows(exclusions: Iterable[Exclusion]) -> list[dict[str, Any]]:
	"""A row for each condition, numbered by exclusion."""
	return [
		{"number": number, "exclusion": one.code, "proof": one.proof, **_condition_row(condition)}
		for number, one in enumerate(exclusions, 1)
		for condition in one.conditions
	]


def exclusions_of(rows: Iterable[Row]) -> tuple[Exclusion, ...]:
	"""Rows that follow on each other with the same number and word are one exclusion; a row without a number is one
	by itself."""
	found: list[Exclusion] = []
	for (_number, code), group in groupby(enumerate(rows), key=_exclusion_key):
		same = [row for _position, row in group]
		proof = next((row["proof"] for row in same if row.get("proof")), "")
		found.append(Exclusion(code, tuple(map(_condition, same)), proof))
	return tuple(found)


def evidence_of(rows: Iterable[Row]) -> tuple[tuple[str, ...], ...]:
	"""Of the papers ticked in a row one is enough."""
	groups = (tuple(paper for paper in EVIDENCE if row.get(paper)) for row in rows)
	return tuple(group for group in groups if group)


def remedies_of(values: Row) -> tuple[str, ...]:
	"""The remedies that are ticked."""
	return _ticked("remedy", REMEDIES, values)


def day(value: Any) -> date | None:
	"""A day as a form or a table has it, None for none."""
	return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def _exclusion_key(numbered: tuple[int, Row]) -> tuple[object, str]:
	position, row = numbered
	return row.get("number") or f"row {position}", row.get("exclusion") or ""


def _plain(values: Row) -> dict[str, Any]:
	texts = {name: values.get(name) or "" for name in PLAIN}
	return {**texts, **{name: day(values.get(name)) for name in ("effective_from", "effective_to")}}


def _ticks(prefix: str, words: Iterable[str], ticked: Collection[str]) -> dict[str, int]:
	"""A box for each word: what is not ticked says so, since a form may tick by default."""
	return {f"{prefix}_{word}": int(word in ticked) for word in words}


def _ticked(prefix: str, words: Iterable[str], values: Row) -> tuple[str, ...]:
	return tuple(word for word in words if values.get(f"{prefix}_{word}"))


def _columns(name: str, words: Sequence[str], most: int) -> dict[str, str]:
	"""The words side by side: since, since_2, since_3. Raises ValueError for more than there are columns."""
	return dict(zip(_names(name, most), (*words, *[""] * (most - len(words))), strict=True))


def _in_columns(name: str, most: int, row: Row) -> tuple[str, ...]:
	return tuple(row[column] for column in _names(name, most) if row.get(column))


def _names(name: str, most: int) -> list[str]:
	return [name, *(f"{name}_{number}" for number in range(2, most + 1))]


def _condition_row(condition: Condition) -> dict[str, str]:
	value = fact_text.told(condition.value)
	return {"fact": condition.fact, "operator": condition.operator, "value": value}


def _condition(row: Row) -> Condition:
	fact, operator = row.get("fact") or "", row.get("operator") or ""
	return Condition(fact, operator, fact_text.read(fact, row.get("value") or "", operator in OF_LISTS))


def _circumstance(row: Row) -> tuple[str, bool]:
	condition = _condition(row)
	if condition.operator != "==" or not isinstance(condition.value, bool):
		raise DomainError("not_a_circumstance", {"fact": condition.fact})
	return condition.fact, condition.value


def _window_row(window: Window) -> dict[str, Any]:
	return {
		"comparator": window.comparator,
		"value": window.value,
		"value_from": window.value_from,
		"unit": window.unit,
		**_columns("since", window.since, MOST_SINCE),
		**_columns("settled_by", window.settled_by, MOST_SETTLED),
		"ends_on": window.ends_on,
		"pick": window.pick,
	}


def _window(row: Row) -> Window:
	return Window(
		since=_in_columns("since", MOST_SINCE, row),
		value=0 if row.get("value_from") else row.get("value") or 0,
		unit=row.get("unit") or "",
		comparator=row.get("comparator") or "",
		value_from=row.get("value_from") or "",
		ends_on=row.get("ends_on") or "",
		settled_by=_in_columns("settled_by", MOST_SETTLED, row),
		pick=row.get("pick") or LATEST,
	)


def _award_values(award: Award | None) -> dict[str, Any]:
	if award is None:
		return {"award_of": "", "award_times": 0, "award_least": 0}
	return {"award_of": award.of, "award_times": float(award.times), "award_least": float(award.least)}


def award_of(values: Row) -> Award | None:
	"""How much a compensation is; None where nothing says."""
	if not values.get("award_of"):
		return None
	times, least = (_exact(values.get(name)) for name in ("award_times", "award_least"))
	return Award(values["award_of"], times, least)


def _exact(number: Any) -> Decimal:
	"""A form's number: 3.0 is 3."""
	exact = Decimal(str(number or 0))
	return Decimal(int(exact)) if exact == int(exact) else exact


def _deadline_row(deadline: TraderDeadline) -> dict[str, Any]:
	return {
		"deadline": deadline.code,
		"since": deadline.since,
		"value": deadline.value,
		"unit": deadline.unit,
		"met_by": deadline.met_by,
	}


def _deadline(row: Row) -> TraderDeadline:
	return TraderDeadline(
		row.get("deadline") or "",
		row.get("since") or "",
		row.get("value") or 0,
		row.get("unit") or "",
		row.get("met_by") or "",
	)


def _term(row: Row, code: str, of_rule: Mapping[str, Any]) -> Term:
	part = row.get("part") or ""
	unit = row.get("limit_unit")
	name = row.get("period_name") or part or "unit"
	return Term(
		code=f"{code}/{name}",
		months=row.get("months") or 0,
		days=row.get("days") or 0,
		part=part,
		starts=_in_columns("starts", MOST_STARTS, row),
		pick=row.get("pick") or LATEST,
		factory_days=row.get("factory_days") or None,
		suspends=bool(row.get("suspends")),
		restarts=_ticked("restarts", CHANGES, row),
		rolls=bool(row.get("rolls")),
		transfers=bool(row.get("transfers")),
		limit=Limit(unit, row.get("limit_most") or 0) if unit else None,
		**of_rule,
	)
