"""What the customer is owed, and by which norm (rules.md R2, R4, R11).

`decide` collects every norm that is in force on the day of the event. Remedies are the union of what they give,
of windows the longest holds, of fees the lowest, of a trader's deadlines the earliest; a contract cannot take
away what the law gives, since no norm takes anything away. What cannot be said for want of a fact is asked,
never refused. The same case and the same norms give the same decision, and the decision names each norm with
its version: a norm edited later changes none that was made.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple

from aftersales_app.domain import no_reason_return
from aftersales_app.domain.awards import Amount, amount_of, highest
from aftersales_app.domain.case_facts import Case, Facts, Value, with_answer
from aftersales_app.domain.defences import Defence, defences
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.fees import FREE, Fee, fee_of
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norm_match import APPLIES, ASKS, NO, Look, look, term_end
from aftersales_app.domain.norms import (
	CLAIMANT,
	DEADLINES,
	LAW,
	NO_REASON_RETURN,
	RANKS,
	REMEDIES,
	TRADER,
	UNKNOWN,
	WORKING_DAYS,
	Norm,
	Source,
	TraderDeadline,
)

Fees = Mapping[tuple[str, int], Fee]  # by norm
Amounts = Mapping[tuple[str, int], Amount]  # by norm
OWED, OPEN, NOTHING = "owed", "open", "nothing"
BURDEN, FEE, AMOUNT, DEADLINE = (
	"burden",
	"fee",
	"amount",
	"deadline",
)  # what hangs on a question, beside remedies


@dataclass(frozen=True, slots=True)
class Remedy:
	"""One thing that is owed, by the norm `decided_by`, the one that gives it longest, of equal ones for the lowest fee, then the highest
	in rank; `fee`, the lowest, None is not known yet. `until` is the last day of
	its window, None where there is none or where coverage does not say; `dates` its arithmetic. `also` are
	the other norms that give it. `amount` is what the trader pays besides, None where that is nothing or not known yet."""

	remedy: str
	chooser: str
	decided_by: Source
	fee: Decimal | None
	fee_reasons: tuple[Reason, ...]
	until: date | None
	dates: tuple[Reason, ...]
	also: tuple[Source, ...] = ()
	amount: Decimal | None = None
	amount_reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
	"""A fact to ask for, and which remedies (or "burden", "fee") hang on it by which norms."""

	fact: str
	opens: tuple[str, ...]
	norms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
	"""A remedy that is not owed, and what speaks against it norm by norm."""

	remedy: str
	reasons: tuple[tuple[str, Reason], ...]

	@property
	def codes(self) -> tuple[str, ...]:
		return tuple(sorted({reason.code for _, reason in self.reasons}))


@dataclass(frozen=True, slots=True)
class Deadline:
	"""What the trader must do by the end of `due`, not rolled; done on `met_on`, the day of the fact `met_by`.
	`late` is None while it is neither done nor over."""

	code: str
	due: date
	late: bool | None
	source: Source
	arithmetic: Reason
	met_by: str = ""
	met_on: date | None = None


@dataclass(frozen=True, slots=True)
class Burden:
	"""Who proves: trader, claimant, or unknown while facts are missing and where no norm speaks of it; until which day, by which norm."""

	on: str
	source: Source | None = None
	until: date | None = None


class Step(NamedTuple):
	"""A norm that was looked at, and why it did or did not apply."""

	norm: str
	version: int
	verdict: str
	reasons: tuple[Reason, ...]
	missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
	"""`outcome` is owed, open (nothing yet, something may be once the questions are answered) or nothing.
	`no_reason` is the outcome of R3 where a norm speaks of it. `evidence` lists groups of papers, one of each
	is enough. `facts` are those decided from, the category's included. `defences` a trader may raise; none is applied."""

	outcome: str
	remedies: tuple[Remedy, ...]
	questions: tuple[Question, ...]
	refusals: tuple[Refusal, ...]
	burden: Burden
	deadlines: tuple[Deadline, ...]
	no_reason: str
	evidence: tuple[tuple[str, ...], ...]
	reasons: tuple[Reason, ...]
	trace: tuple[Step, ...]
	facts: tuple[tuple[str, object], ...]
	defences: tuple[Defence, ...] = ()

	@property
	def names(self) -> frozenset[str]:
		"""The remedies that are owed."""
		return frozenset(remedy.remedy for remedy in self.remedies)

	@property
	def asks_who_proves(self) -> bool:
		"""Does an answer decide who proves?"""
		return any(BURDEN in question.opens for question in self.questions)

	def remedy(self, name: str) -> Remedy | None:
		"""The remedy of that name, if owed."""
		return next((remedy for remedy in self.remedies if remedy.remedy == name), None)


def decide(case: Case, norms: Iterable[Norm] | NormBook, calendar: DayCalendar) -> Decision:
	"""What is owed in this case under these norms. Plain norms are a book without categories; keep a NormBook
	to decide often.

	Raises DomainError as NormBook and Case do, and `beyond_calendar`, `rate_too_high`.
	"""
	book = norms if isinstance(norms, NormBook) else NormBook(norms)
	given = book.facts_of(case)
	looked_at = book.looked_at(case, given)
	provers = [look(norm, case, given, calendar) for norm in looked_at if norm.burden]
	burden = _burden(provers)
	bearer = burden.on if provers else CLAIMANT  # where no norm speaks of it nothing is presumed either way
	facts, presumed = presume(given, bearer)
	looks = _look_at_all(looked_at, case, facts, calendar, bearer)
	returns = [
		no_reason_return.judge_under(norm, case, facts, calendar)
		for norm in looked_at
		if NO_REASON_RETURN in norm.remedies
	]
	looks = _void_contracts(looks + [answer.look for answer in returns if answer.look])
	fees = {one.norm.key: fee_of(one.norm, facts, case.as_of) for one in looks if one.verdict == APPLIES}
	amounts = {one.norm.key: amount_of(one.norm, facts) for one in looks if one.verdict == APPLIES}
	remedies = _owed(looks, fees, amounts)
	questions = _questions(looks, provers, remedies, fees, amounts, facts)
	return Decision(
		outcome=OWED if remedies else OPEN if _opened(questions) or not looked_at else NOTHING,
		remedies=remedies,
		questions=questions,
		refusals=_refusals(looks, remedies, questions),
		burden=burden,
		deadlines=_deadlines(looks, case, with_answer(facts), calendar),
		no_reason=no_reason_return.kindest(returns).outcome if returns else "",
		evidence=_evidence(looks),
		reasons=presumed if looked_at else (Reason("no_norms", {"jurisdiction": case.jurisdiction}),),
		trace=_trace(looked_at, (*looks, *provers)),
		facts=tuple(sorted(given.items())),
		defences=defences(looked_at, case, facts, calendar),
	)


def presume(facts: Mapping[str, Value | None], burden: str) -> tuple[Facts, tuple[Reason, ...]]:
	"""Who does not prove loses: without a test report a trader who bears the burden has not shown that a defect
	that is claimed is none, and while it is unknown who bears it, that finding is not one yet (rules.md R2)."""
	claimed, confirmed = facts.get("defect_claimed"), facts.get("defect_confirmed")
	if facts.get("test_report") is True or claimed is False or confirmed is True:
		return facts, ()
	if burden == TRADER and (claimed or confirmed is False):
		return {**facts, "defect_confirmed": True}, (Reason("defect_presumed"),)
	if burden == UNKNOWN and confirmed is False:
		return {**facts, "defect_confirmed": None}, (Reason("finding_not_proven"),)
	return facts, ()


def _burden(provers: Sequence[Look]) -> Burden:
	on_trader = [one for one in provers if one.verdict == APPLIES]
	if on_trader:
		best = max(on_trader, key=lambda one: (one.until or date.max, one.norm.key))
		return Burden(TRADER, best.norm.source, best.until)
	denied = provers and not any(one.verdict == ASKS for one in provers)
	return Burden(CLAIMANT if denied else UNKNOWN)


def _look_at_all(
	norms: Sequence[Norm], case: Case, facts: Facts, calendar: DayCalendar, burden: str
) -> list[Look]:
	"""First the norms that stand alone, then those that need a remedy which the first ones give."""
	plain = [norm for norm in norms if _stands(norm)]
	looks = [look(norm, case, facts, calendar, burden) for norm in plain if not norm.after]
	over = facts.get("in_legal_warranty") is False
	late = [look(norm, case, facts, calendar, burden) for norm in plain if norm.after]
	return looks + [_after(one, looks, over) for one in late]


def _stands(norm: Norm) -> bool:
	"""Does it give remedies, or deadlines, by what is looked at here?"""
	return not norm.burden and not norm.defence and NO_REASON_RETURN not in norm.remedies


def _after(one: Look, looks: Sequence[Look], law_is_over: bool) -> Look:
	"""A norm that needs a remedy to be owed: it lasts as long as that, and asks what that asks for. Once `law_is_over`
	the law's own period, its norms do not follow what was promised."""
	if one.verdict not in (APPLIES, ASKS):
		return one
	given_by = LAW if law_is_over and one.norm.rank in LAW else RANKS
	giving = [
		other for other in looks if one.norm.after in other.norm.remedies and other.norm.rank in given_by
	]
	owed = [other.until for other in giving if other.verdict == APPLIES]
	if owed:
		until = None if None in owed else max(filter(None, owed))
		return one._replace(until=one.until or until)
	missing = [fact for other in giving if other.verdict == ASKS for fact in other.missing]
	if missing:
		return one._replace(verdict=ASKS, missing=tuple(dict.fromkeys((*one.missing, *missing))))
	return Look(one.norm, NO, (Reason("not_owed_before", {"remedy": one.norm.after}),))


def _void_contracts(looks: Sequence[Look]) -> list[Look]:
	"""A contract that gives less than the law is void so far, which its reasons say."""
	by_law = {
		remedy
		for one in looks
		if one.verdict == APPLIES and one.norm.rank in LAW
		for remedy in one.norm.remedies
	}
	return [
		one._replace(reasons=(*one.reasons, Reason("void_below_law")))
		if one.norm.rank == "contract" and one.verdict == NO and by_law.intersection(one.norm.remedies)
		else one
		for one in looks
	]


def _owed(looks: Sequence[Look], fees: Fees, amounts: Amounts) -> tuple[Remedy, ...]:
	"""The union of what the norms give, each remedy as long as the longest of them gives it and for the lowest fee."""
	givers: dict[str, list[Look]] = {}
	for one in looks:
		if one.verdict == APPLIES:
			for remedy in one.norm.remedies:
				givers.setdefault(remedy, []).append(one)
	return tuple(_remedy(name, givers[name], fees, amounts) for name in REMEDIES if name in givers)


def _remedy(name: str, givers: list[Look], fees: Fees, amounts: Amounts) -> Remedy:
	def price(one: Look) -> tuple[bool, Decimal]:
		amount = fees[one.norm.key].amount
		return amount is None, amount or FREE

	def kindest(one: Look) -> tuple[int, tuple[bool, Decimal], int, tuple[str, int]]:
		last = one.until or date.max
		return -last.toordinal(), price(one), RANKS.index(one.norm.rank), one.norm.key

	first, *others = givers if len(givers) == 1 else sorted(givers, key=kindest)
	fee = fees[first.norm.key]
	if others and fee.amount != FREE:
		fee = fees[min((first, *others), key=price).norm.key]
	award = highest(amounts[one.norm.key] for one in givers)
	return Remedy(
		remedy=name,
		chooser=min(one.norm.chooser for one in givers),  # customer before trader
		decided_by=first.norm.source,
		fee=fee.amount,
		fee_reasons=fee.reasons,
		until=first.until,
		dates=first.reasons,
		also=tuple(one.norm.source for one in others),
		amount=award.amount,
		amount_reasons=award.reasons,
	)


def _questions(
	looks: Sequence[Look],
	provers: Sequence[Look],
	remedies: Sequence[Remedy],
	fees: Fees,
	amounts: Amounts,
	facts: Facts,
) -> tuple[Question, ...]:
	"""What to ask for: only facts on which something hangs that is not owed already, or not for nothing."""
	free = {remedy.remedy for remedy in remedies if remedy.fee == FREE}
	hanging = [(one.missing, _hangs_on(one, free, facts), one.norm.id) for one in looks]
	hanging += [
		(fees[one.norm.key].missing, {FEE}, one.norm.id)
		for one in looks
		if one.verdict == APPLIES and free.isdisjoint(one.norm.remedies)
	]
	hanging += [
		(amounts[one.norm.key].missing, {AMOUNT}, one.norm.id) for one in looks if one.verdict == APPLIES
	]
	if not any(one.verdict == APPLIES for one in provers):
		hanging += [(one.missing, {BURDEN}, one.norm.id) for one in provers]
	asked: dict[str, set[tuple[str, str]]] = {}
	for missing, opens, norm in hanging:
		for fact in missing if opens else ():
			asked.setdefault(fact, set()).update((one, norm) for one in opens)
	return tuple(
		Question(fact, tuple(sorted({one for one, _ in hangs})), tuple(sorted({norm for _, norm in hangs})))
		for fact, hangs in sorted(asked.items())
	)


def _hangs_on(one: Look, free: set[str], facts: Facts) -> set[str]:
	"""The remedies that the norm's missing facts decide; of one that applies, say subject to inspection, all it
	gives. Of a norm without any, the deadlines that have begun to run."""
	if one.verdict == APPLIES:
		return set(one.norm.remedies)
	if not one.norm.remedies:
		return {DEADLINE} if any(facts.get(rule.since) for rule in one.norm.deadlines) else set()
	return set(one.norm.remedies) - free


def _refusals(
	looks: Sequence[Look], remedies: Sequence[Remedy], questions: Sequence[Question]
) -> tuple[Refusal, ...]:
	"""The remedies that a norm of this scope would give and that are neither owed nor open."""
	settled = {remedy.remedy for remedy in remedies} | _opened(questions)
	against: dict[str, list[tuple[str, Reason]]] = {}
	for one in looks:
		for remedy in set(one.norm.remedies) - settled if one.verdict == NO else ():
			against.setdefault(remedy, []).extend((one.norm.id, reason) for reason in one.reasons)
	return tuple(Refusal(name, tuple(against[name])) for name in REMEDIES if name in against)


def _opened(questions: Sequence[Question]) -> set[str]:
	return {one for question in questions for one in question.opens if one in REMEDIES}


def _deadlines(
	looks: Sequence[Look], case: Case, facts: Facts, calendar: DayCalendar
) -> tuple[Deadline, ...]:
	"""Of each of the trader's deadlines the earliest; one that counts from another day is another one (rules.md R3: from the request, and
	from the goods' return)."""
	found = [
		_deadline(rule, since, one.norm, case, facts, calendar)
		for one in looks
		if one.verdict == APPLIES
		for rule in one.norm.deadlines
		if isinstance(since := facts.get(rule.since), date)
	]
	earliest: dict[tuple[str, object], Deadline] = {}
	for deadline in sorted(found, key=lambda one: (one.due, one.source.norm)):
		earliest.setdefault((deadline.code, deadline.arithmetic.params["since"]), deadline)
	return tuple(sorted(earliest.values(), key=lambda one: (DEADLINES.index(one.code), one.due)))


def _deadline(
	rule: TraderDeadline, since: date, norm: Norm, case: Case, facts: Facts, calendar: DayCalendar
) -> Deadline:
	due = term_end(since, rule.value, rule.unit, calendar, roll=False)
	told = facts.get(rule.met_by)
	met = told if isinstance(told, date) else None
	late = met > due if met else True if case.as_of > due else None
	params = {"since": rule.since, "start": since, "length": rule.value, "unit": rule.unit, "last": due}
	return Deadline(rule.code, due, late, norm.source, arithmetic(params), rule.met_by, met)


def arithmetic(params: Mapping[str, object]) -> Reason:
	"""How a trader's day was counted: `trader_workdays`, or `trader_term` (since, start, length, unit, last)."""
	return Reason("trader_workdays" if params["unit"] == WORKING_DAYS else "trader_term", params)


def _evidence(looks: Sequence[Look]) -> tuple[tuple[str, ...], ...]:
	return tuple(sorted({group for one in looks if one.verdict == APPLIES for group in one.norm.evidence}))


def _trace(looked_at: Sequence[Norm], looks: Sequence[Look]) -> tuple[Step, ...]:
	"""Every norm that was looked at, in the order of the book."""
	found = {one.norm.key: one for one in looks}
	steps = (found[norm.key] for norm in looked_at if norm.key in found)
	return tuple(Step(*one.norm.key, one.verdict, one.reasons, one.missing) for one in steps)


def record(value: Any) -> Any:
	"""A decision, or a part of it, as plain data for a file or a letter: dates and money as text, everything in
	the order of the decision."""
	kind: Any = type(value)
	if kind is str:
		return value  # most are
	plain = _plain_of(kind)
	return value if plain is None else plain(value)


@lru_cache(maxsize=64)
def _plain_of(kind: Any) -> Callable[[Any], Any] | None:
	"""How values of a type become plain data; None for those that are."""
	if issubclass(kind, str | int | float | NoneType):
		return None
	if issubclass(kind, date | Decimal):
		return str
	if issubclass(kind, Step):
		return lambda step: {name: record(part) for name, part in zip(kind._fields, step, strict=True)}
	if issubclass(kind, Mapping):
		return lambda parts: {str(key): record(part) for key, part in parts.items()}
	if issubclass(kind, tuple | list):
		return lambda parts: [record(part) for part in parts]
	names = [part.name for part in fields(kind)]
	return lambda whole: {name: record(getattr(whole, name)) for name in names}
