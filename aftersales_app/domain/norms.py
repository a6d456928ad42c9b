"""Norms: what a statute, a rule, a contract or a promise gives the customer, as data (rules.md R14).

A norm is a row that somebody wrote and somebody may correct: it carries its version, the days between which it
is in force, its rank and its citation. The words it is made of are closed lists, all here, and everything it
says of a case it says about named facts: a condition is a triple (fact, operator, value), a window a term that
counts from a fact. Nothing is evaluated as code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

from aftersales_app.domain.case_facts import (
	DAY,
	FACTS,
	FLAG,
	NUMBER,
	TOO_LARGE,
	WORD,
	WORDS,
	Value,
	check_number,
	check_word,
	is_of,
)
from aftersales_app.domain.coverage_terms import FIRST_KNOWN, LATEST, MOST_DAYS, MOST_MONTHS
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.markup import runs

RANKS = ("statute", "regulation", "department_rule", "local_rule", "contract", "promise")  # highest first
LAW = RANKS[:4]
CONFIDENCE = ("high", "medium", "low")
RETURN, EXCHANGE, REPAIR, REFUND, PRICE_REDUCTION = (
	"return",
	"exchange",
	"repair",
	"refund",
	"price_reduction",
)
REPLACE_PART, LOANER, NO_REASON_RETURN = "replace_part", "loaner", "no_reason_return"
COMPENSATION = "compensation"  # on top of what makes good, as for fraud
REMEDIES = (
	RETURN,
	EXCHANGE,
	REPAIR,
	REFUND,
	PRICE_REDUCTION,
	REPLACE_PART,
	LOANER,
	NO_REASON_RETURN,
	COMPENSATION,
)
CONSUMER, BUSINESS, CUSTOMER = "consumer", "business", "customer"
TRADER, CLAIMANT, UNKNOWN = "trader", "claimant", "unknown"
DAYS, MONTHS, WORKING_DAYS, KM, HOURS, COUNT = "day", "month", "wd", "km", "hour", "count"
TERMS = (DAYS, MONTHS, WORKING_DAYS)  # units that lead to a day; the others measure a number
MOST = {DAYS: MOST_DAYS, MONTHS: MOST_MONTHS, WORKING_DAYS: MOST_DAYS}
UNITS = (*TERMS, KM, HOURS, COUNT)
WITHIN, AFTER, WHILE = COMPARATORS = ("within", "after", "while")
NO_FEE, DEPRECIATION, USE = "none", "depreciation", "use"
LIMITATION = "limitation"
DEFENCES = (LIMITATION,)
EXCLUSIONS = (
	"user_damage",
	"opened_unauthorised",
	"no_papers",
	"card_mismatch",
	"force_majeure",
	"unlicensed_software",
	"disclosed_flaw",
	"banned_modification",
	"out_of_warranty",
	"delay_excused",
	"statutory_exclusion",
	"confirmed_exclusion",
	"not_intact",
)
DEADLINES = ("answer", "repair", "remedy", "refund", "deliberate_delay")
EVIDENCE = ("invoice", "card", "purchase_record", "repair_record", "test_report", "photo")


def _in(found: object, values: object) -> bool:
	return isinstance(values, tuple) and found in values


def _not_in(found: object, values: object) -> bool:
	return not _in(found, values)


def _any_of(found: object, values: object) -> bool:
	return isinstance(found, tuple) and isinstance(values, tuple) and any(one in values for one in found)


OPERATORS: Mapping[str, Callable[..., bool]] = {
	"==": eq,
	"!=": ne,
	"<": lt,
	"<=": le,
	">": gt,
	">=": ge,
	"in": _in,
	"not in": _not_in,
	"any of": _any_of,
}
ORDERED = ("<", "<=", ">", ">=")
OF_LISTS = ("in", "not in", "any of")


@dataclass(frozen=True, slots=True)
class Condition:
	"""`fact` `operator` `value`, say repair_count >= 2. Whether it holds is unknown as long as the fact is."""

	fact: str
	operator: str
	value: Value


@dataclass(frozen=True, slots=True)
class Window:
	"""A term of `value` `unit`s; a norm with more than one ends with the first to come. It counts from the
	latest known of the days `since`, or with `pick` first_known from the first of the list that is known. One of the days `settled_by`, by default the first, has to be known before
	it can be over: an invoice alone may lie before the delivery. In km, hour or count it is a bound on the one
	number `since`. The customer speaks `within` it, and it rolls over days of rest; or something is owed
	`after` it, which does not roll, and such a wait is over on the day `ends_on`; `while` it lasts longer, what is
	owed ends with it. `value_from` is the fact that says how long (a contract's own term)."""

	since: tuple[str, ...]
	value: int
	unit: str
	comparator: str = WITHIN
	value_from: str = ""
	ends_on: str = ""
	settled_by: tuple[str, ...] = ()
	pick: str = LATEST


@dataclass(frozen=True, slots=True)
class Exclusion:
	"""The norm gives nothing where all `conditions` are known to hold. `proof` is a flag without which a trader
	who bears the burden of proof cannot say so."""

	code: str
	conditions: tuple[Condition, ...]
	proof: str = ""


@dataclass(frozen=True, slots=True)
class TraderDeadline:
	"""`code` is due `value` `unit`s after the day `since`, not rolled; done on the day `met_by`."""

	code: str
	since: str
	value: int
	unit: str = DAYS
	met_by: str = ""


@dataclass(frozen=True, slots=True)
class FeeRule:
	"""What the customer pays: nothing, depreciation by days, or for use by km. `charged` False keeps the rule
	on record and asks for nothing. `ceiling` is the highest share that a card may name."""

	kind: str = NO_FEE
	charged: bool = True
	ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Award:
	"""What the trader pays besides: `times` the amount that the fact `of` tells, but not less than `least`."""

	of: str
	times: Decimal
	least: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Source:
	"""A norm as a decision names it."""

	norm: str
	version: int
	citation: str
	confidence: str


@dataclass(frozen=True, slots=True)
class Norm:
	"""One rule (rules.md R14), in force from `effective_from` to `effective_to`, both included, None is open.

	Empty `region`, `categories`, `buyer`, `channels` are any. All windows and conditions must hold, no
	exclusion may. `after` is a remedy that must be owed already. `key` is id and version, `source` how a
	decision names it, `scope` the facts that say whether it speaks of a case at all, with what they may be.
	`evidence` lists groups, one paper of each is enough. A norm without remedies says who proves (`burden`),
	until when the trader must act, or which `defence` the trader may raise once its window is over. It speaks only
	where `raised_by` is told to be so, or one of the facts of its conditions is told; "" is always. Raises DomainError `norm_without_citation`, `norm_with_script`,
	`norm_dates_reversed`, `norm_without_effect`, `unknown_norm_word`, `unknown_fact`, `unknown_remedy`,
	`unknown_word`, `negative_window`, `negative_fact`, `period_too_long`, `exclusion_without_condition`, `wrong_kind_of_value`.
	"""

	id: str
	version: int
	jurisdiction: str
	rank: str
	citation: str
	effective_from: date
	effective_to: date | None = None
	region: str = ""
	categories: tuple[str, ...] = ()
	buyer: str = CONSUMER
	channels: tuple[str, ...] = ()
	windows: tuple[Window, ...] = ()
	conditions: tuple[Condition, ...] = ()
	remedies: tuple[str, ...] = ()
	after: str = ""
	chooser: str = CUSTOMER
	fee: FeeRule = FeeRule()
	exclusions: tuple[Exclusion, ...] = ()
	burden: str = ""
	deadlines: tuple[TraderDeadline, ...] = ()
	evidence: tuple[tuple[str, ...], ...] = ()
	confidence: str = "medium"
	raised_by: str = ""
	award: Award | None = None
	defence: str = ""
	key: tuple[str, int] = field(init=False, repr=False, compare=False)
	source: Source = field(init=False, repr=False, compare=False)
	scope: tuple[tuple[str, tuple[str, ...]], ...] = field(init=False, repr=False, compare=False)

	def __post_init__(self) -> None:
		asked = {"region": self.region, "buyer": self.buyer, "channel": self.channels}
		scope = ((fact, (one,) if isinstance(one, str) else one) for fact, one in asked.items() if one)
		object.__setattr__(self, "key", (self.id, self.version))
		source = Source(self.id, self.version, self.citation, self.confidence)
		object.__setattr__(self, "source", source)
		object.__setattr__(self, "scope", tuple(scope))
		if not self.citation.strip():
			raise DomainError("norm_without_citation", {"norm": self.id})
		if runs(self.id) or runs(self.citation):
			raise DomainError("norm_with_script", {"norm": self.id})
		if self.effective_to and self.effective_to < self.effective_from:
			raise DomainError("norm_dates_reversed", {"norm": self.id})
		if not (self.remedies or self.burden or self.deadlines or self.defence):
			raise DomainError("norm_without_effect", {"norm": self.id})
		_check_words(self)
		_check_terms(self)
		_check_award(self)
		_check_facts(self)

	def is_effective(self, on: date) -> bool:
		"""Is it in force on this day?"""
		return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


def _check_words(norm: Norm) -> None:
	for remedy in filter(None, (*norm.remedies, norm.after)):
		if remedy not in REMEDIES:
			raise DomainError("unknown_remedy", {"norm": norm.id, "remedy": remedy})
	words: list[tuple[str, tuple[str, ...]]] = [
		(norm.rank, RANKS),
		(norm.buyer, ("", CONSUMER, BUSINESS)),
		(norm.chooser, (CUSTOMER, TRADER)),
		(norm.burden, ("", TRADER)),
		(norm.fee.kind, (NO_FEE, DEPRECIATION, USE)),
		(norm.defence, ("", *DEFENCES)),
		(norm.confidence, CONFIDENCE),
		*((window.unit, UNITS) for window in norm.windows),
		*((window.comparator, COMPARATORS) for window in norm.windows),
		*((window.pick, (LATEST, FIRST_KNOWN)) for window in norm.windows),
		*((exclusion.code, EXCLUSIONS) for exclusion in norm.exclusions),
		*((deadline.code, DEADLINES) for deadline in norm.deadlines),
		*((deadline.unit, TERMS) for deadline in norm.deadlines),
		*((paper, EVIDENCE) for group in norm.evidence for paper in group),
	]
	for fact, word in (("region", norm.region), *(("channel", channel) for channel in norm.channels)):
		if word:
			check_word(fact, word)
	for word, known in words:
		if word not in known:
			raise DomainError("unknown_norm_word", {"norm": norm.id, "word": word, "known": ", ".join(known)})


def _check_terms(norm: Norm) -> None:
	windows = ((one.value, one.unit) for one in norm.windows)
	deadlines = ((one.value, one.unit) for one in norm.deadlines)
	for value, unit in (*windows, *deadlines):
		if not isinstance(value, int) or isinstance(value, bool) or value < 0:
			raise DomainError("negative_window", {"norm": norm.id, "value": value})
		if value > MOST.get(unit, TOO_LARGE):
			raise DomainError("period_too_long", {"term": norm.id})


def _check_award(norm: Norm) -> None:
	for value in (norm.award.times, norm.award.least) if norm.award else ():
		check_number("award", value)


def _check_facts(norm: Norm) -> None:
	named = [
		*(
			(fact, DAY if window.unit in TERMS else NUMBER)
			for window in norm.windows
			for fact in (*(window.since or ("",)), *window.settled_by)
		),
		*((window.value_from, NUMBER) for window in norm.windows if window.value_from),
		*((window.ends_on, DAY) for window in norm.windows if window.ends_on),
		*((deadline.since, DAY) for deadline in norm.deadlines),
		*((deadline.met_by, DAY) for deadline in norm.deadlines if deadline.met_by),
		*((exclusion.proof, FLAG) for exclusion in norm.exclusions if exclusion.proof),
		*([(norm.raised_by, FLAG)] if norm.raised_by else []),
		*([(norm.award.of, NUMBER)] if norm.award else []),
	]
	for fact, kind in named:
		_expect(norm, fact, kind)
	for exclusion in norm.exclusions:
		if not exclusion.conditions:
			raise DomainError("exclusion_without_condition", {"norm": norm.id})
	for condition in conditions_of(norm):
		_check_condition(norm, condition)


def conditions_of(norm: Norm) -> tuple[Condition, ...]:
	"""Those of the norm and of its exclusions."""
	return (*norm.conditions, *(one for exclusion in norm.exclusions for one in exclusion.conditions))


def _expect(norm: Norm, fact: str, kind: str) -> None:
	if fact not in FACTS:
		raise DomainError("unknown_fact", {"norm": norm.id, "fact": fact})
	if FACTS[fact] != kind:
		raise DomainError("wrong_kind_of_value", {"fact": fact, "kind": FACTS[fact]})


def _check_condition(norm: Norm, condition: Condition) -> None:
	if condition.fact not in FACTS:
		raise DomainError("unknown_fact", {"norm": norm.id, "fact": condition.fact})
	if condition.operator not in OPERATORS:
		known = ", ".join(OPERATORS)
		raise DomainError("unknown_norm_word", {"norm": norm.id, "word": condition.operator, "known": known})
	kind = FACTS[condition.fact]
	values = condition.value if condition.operator in OF_LISTS else (condition.value,)
	fits = isinstance(values, tuple) and all(is_of(WORD if kind == WORDS else kind, one) for one in values)
	if not fits or (condition.operator in ORDERED and kind not in (DAY, NUMBER)):
		raise DomainError("wrong_kind_of_value", {"fact": condition.fact, "kind": kind})
	for word in values if isinstance(values, tuple) else ():
		check_word(condition.fact, word)
