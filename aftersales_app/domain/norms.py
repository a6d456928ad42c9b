"""Norms: what a statute, a rule, a contract or a promise gives the customer, as data (rules.md R14).

A norm is a row that somebody wrote and somebody may correct: it carries its version, the days between which it
is in force, its rank and its citation. The words it is made of are closed lists, all here, and everything it
says of a case it says about named facts: a condition is a triple (fact, operator, value), a window a term that
counts from a fact. Nothing is evaluated as code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.markup import runs

DAY, NUMBER, FLAG, WORD, WORDS = "day", "number", "flag", "word", "words"
Value = date | Decimal | int | bool | str | tuple[str, ...]
Facts = Mapping[str, Value | None]  # None, like a fact that is not there, is unknown

KINDS: Mapping[str, type | tuple[type, ...]] = {
	DAY: date,
	NUMBER: (int, Decimal),
	FLAG: bool,
	WORD: str,
	WORDS: tuple,
}
# What may be known of a case. Days are the day something happened; numbers count days, kilometres, repairs or money.
FACTS: Mapping[str, str] = {
	# who bought what, where and how
	"region": WORD,  # ISO 3166-2, say CN-ZJ
	"buyer": WORD,  # consumer, business
	"channel": WORD,  # store, online, tv, phone, mail, door_to_door
	"price": NUMBER,
	"low_value": FLAG,
	"paid_repair": FLAG,  # the fault lies in what a paid repair did
	# of the category
	"goods_class": WORD,  # electronics, sealed (food, cosmetics, medical), textile (clothes, bags, toys, home)
	"durable": FLAG,
	"three_guarantees": FLAG,
	"daily_rate": NUMBER,  # share of the price a day of use costs
	# when
	"received_on": DAY,
	"delivered_on": DAY,
	"invoiced_on": DAY,
	"installed_on": DAY,
	"started_on": DAY,  # from which coverage counts, after an exchange anew
	"notice_on": DAY,  # that a return without reason was asked for
	"requested_on": DAY,  # that the customer asked for what is owed
	"sent_in_on": DAY,
	"parts_waiting_since": DAY,
	"goods_back_on": DAY,
	"repaired_on": DAY,
	"answered_on": DAY,
	"refunded_on": DAY,
	"handed_back_on": DAY,
	"usage_started_on": DAY,
	# what coverage says
	"in_warranty": FLAG,
	"coverage_end": DAY,
	"mileage_km": NUMBER,
	# the fault
	"defect_claimed": FLAG,
	"defect_confirmed": FLAG,
	"test_report": FLAG,
	"ends_purpose": FLAG,
	"major_failure": FLAG,
	"substandard": FLAG,  # so found by an authority
	"fault_severity": WORD,  # serious, ordinary
	"severe_safety_fault": FLAG,
	"immediate_danger": FLAG,  # steering or brakes failed, body cracked, fuel leaks, battery burns
	"assembly_fault": FLAG,  # a main part of engine, gearbox, traction battery or drive motor is faulty
	"assembly_needs_replacing": FLAG,
	"part_class": WORD,  # main, other
	# repairs
	"repair_count": NUMBER,
	"same_fault_repairs": NUMBER,
	"safety_repairs": NUMBER,
	"assembly_replacements": NUMBER,
	"same_part_replacements": NUMBER,
	"same_fault_part_swaps": NUMBER,
	"same_fault_exchanges": NUMBER,
	"repair_days": NUMBER,  # in all, as coverage counts them
	"longest_repair_days": NUMBER,
	"delay_cause": WORD,  # parts, repairer, customer, none
	"delay_excused": FLAG,
	# the season of farm machines
	"in_season": FLAG,
	"in_service_area": FLAG,
	"first_season": FLAG,
	# exchange
	"same_model_in_stock": FLAG,
	"wants": WORD,  # return, exchange, repair
	# what excludes
	"cause": WORD,  # product, user, storage, force_majeure, pirated_software, virus
	"opened_by": WORD,  # authorised, unauthorised, nobody
	"has_invoice": FLAG,
	"has_card": FLAG,
	"purchase_provable": FLAG,
	"card_matches": FLAG,
	"flaw_disclosed": FLAG,
	"modified": FLAG,
	"excluded_goods": WORD,  # custom_made, perishable, opened_media, newspaper
	"goods_nature": WORD,  # hygiene, activation_loss, near_expiry
	"package_opened": FLAG,
	"activated": FLAG,
	"confirmation": WORD,  # of no return, for this purchase: given, preticked, none
	"intact": FLAG,
	"findings": WORDS,
	# fees
	"use_rate": NUMBER,  # share of the price per 1000 km, printed on the card
	# between traders
	"inspection_agreed": FLAG,
	"inspection_days": NUMBER,
	"inspection_too_short": FLAG,
	"flaw_visible": FLAG,
	"warranty_agreed": FLAG,
	"warranty_months": NUMBER,
	"seller_knew": FLAG,
}

RANKS = ("statute", "regulation", "department_rule", "local_rule", "contract", "promise")  # highest first
LAW = RANKS[:4]
RETURN, EXCHANGE, REPAIR, REFUND, PRICE_REDUCTION = (
	"return",
	"exchange",
	"repair",
	"refund",
	"price_reduction",
)
REPLACE_PART, LOANER, NO_REASON_RETURN = "replace_part", "loaner", "no_reason_return"
REMEDIES = (
	RETURN,
	EXCHANGE,
	REPAIR,
	REFUND,
	PRICE_REDUCTION,
	REPLACE_PART,
	LOANER,
	NO_REASON_RETURN,
)
CONSUMER, BUSINESS, CUSTOMER = "consumer", "business", "customer"
TRADER, CLAIMANT, UNKNOWN = "trader", "claimant", "unknown"
DAYS, MONTHS, WORKING_DAYS, KM, HOURS, COUNT = "day", "month", "wd", "km", "hour", "count"
TERMS = (DAYS, MONTHS, WORKING_DAYS)  # units that lead to a day; the others measure a number
UNITS = (*TERMS, KM, HOURS, COUNT)
WITHIN, AFTER = "within", "after"
NO_FEE, DEPRECIATION, USE = "none", "depreciation", "use"
EXCLUSIONS = (
	"user_damage",
	"opened_unauthorised",
	"no_papers",
	"card_mismatch",
	"force_majeure",
	"unlicensed_software",
	"disclosed_flaw",
	"banned_modification",
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
	latest known of the days `since`. One of the days `settled_by`, by default the first, has to be known before
	it can be over: an invoice alone may lie before the delivery. In km, hour or count it is a bound on the one
	number `since`. The customer speaks `within` it, and it rolls over days of rest; or something is owed
	`after` it, which does not roll, and such a wait is over on the day `ends_on`. `value_from` is the fact that
	says how long (a contract's own term)."""

	since: tuple[str, ...]
	value: int
	unit: str
	comparator: str = WITHIN
	value_from: str = ""
	ends_on: str = ""
	settled_by: tuple[str, ...] = ()


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
	`evidence` lists groups, one paper of each is enough. A norm without remedies says who proves (`burden`) or
	until when the trader must act. Raises DomainError `norm_without_citation`, `norm_with_script`,
	`norm_dates_reversed`, `norm_without_effect`, `unknown_norm_word`, `unknown_fact`, `unknown_remedy`,
	`negative_window`, `exclusion_without_condition`, `wrong_kind_of_value`.
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
		if not (self.remedies or self.burden or self.deadlines):
			raise DomainError("norm_without_effect", {"norm": self.id})
		_check_words(self)
		_check_terms(self)
		_check_facts(self)

	def is_effective(self, on: date) -> bool:
		"""Is it in force on this day?"""
		return self.effective_from <= on <= (self.effective_to or date.max)


def _check_words(norm: Norm) -> None:
	for remedy in (*norm.remedies, *filter(None, [norm.after])):
		if remedy not in REMEDIES:
			raise DomainError("unknown_remedy", {"norm": norm.id, "remedy": remedy})
	words: list[tuple[str, tuple[str, ...]]] = [
		(norm.rank, RANKS),
		(norm.buyer, ("", CONSUMER, BUSINESS)),
		(norm.chooser, (CUSTOMER, TRADER)),
		(norm.burden, ("", TRADER)),
		(norm.fee.kind, (NO_FEE, DEPRECIATION, USE)),
		(norm.confidence, ("high", "medium", "low")),
		*((window.unit, UNITS) for window in norm.windows),
		*((window.comparator, (WITHIN, AFTER)) for window in norm.windows),
		*((exclusion.code, EXCLUSIONS) for exclusion in norm.exclusions),
		*((deadline.code, DEADLINES) for deadline in norm.deadlines),
		*((deadline.unit, TERMS) for deadline in norm.deadlines),
		*((paper, EVIDENCE) for group in norm.evidence for paper in group),
	]
	for word, known in words:
		if word not in known:
			raise DomainError("unknown_norm_word", {"norm": norm.id, "word": word, "known": ", ".join(known)})


def _check_terms(norm: Norm) -> None:
	for value in (*(one.value for one in norm.windows), *(one.value for one in norm.deadlines)):
		if not isinstance(value, int) or isinstance(value, bool) or value < 0:
			raise DomainError("negative_window", {"norm": norm.id, "value": value})


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


def is_of(kind: str, value: object) -> bool:
	"""Is the value of this kind? A flag is no number, a moment no day, and no number is endless."""
	if isinstance(value, bool) or kind == FLAG:
		return kind == FLAG and isinstance(value, bool)
	if isinstance(value, datetime) or (isinstance(value, Decimal) and not value.is_finite()):
		return False
	return isinstance(value, KINDS[kind])


@dataclass(frozen=True, slots=True)
class Case:
	"""What is known: the customer spoke on `event_on` about goods of `category`; `today`, by default the same
	day, is up to when a trader's delay counts. `facts` maps names of FACTS to values.

	Raises DomainError `unknown_fact`, `wrong_kind_of_value`, `negative_fact`, `invoice_after_event`,
	`today_before_event`.
	"""

	event_on: date
	jurisdiction: str
	category: str
	facts: Facts = field(default_factory=dict)
	today: date | None = None

	def __post_init__(self) -> None:
		for fact, value in self.facts.items():
			_check_fact(fact, value)
		invoiced = self.facts.get("invoiced_on")
		if isinstance(invoiced, date) and invoiced > self.event_on:
			raise DomainError("invoice_after_event", {"invoiced_on": invoiced, "event_on": self.event_on})
		if self.as_of < self.event_on:
			raise DomainError("today_before_event", {"today": self.as_of, "event_on": self.event_on})

	@property
	def as_of(self) -> date:
		return self.today or self.event_on


def _check_fact(fact: str, value: Value | None) -> None:
	if fact not in FACTS:
		raise DomainError("unknown_fact", {"norm": "", "fact": fact})
	if value is None:
		return
	if not is_of(FACTS[fact], value):
		raise DomainError("wrong_kind_of_value", {"fact": fact, "kind": FACTS[fact]})
	if isinstance(value, int | Decimal) and value < 0:
		raise DomainError("negative_fact", {"fact": fact, "value": value})


class NormBook:
	"""Norms in an order of their own, so that the order they came in is irrelevant, and what a jurisdiction
	says of its categories of goods: facts by (jurisdiction, category), those of the category "" holding for all
	goods unless a case says otherwise.

	A jurisdiction that names its categories knows no others. Keep the book: it remembers which norms a category
	looks at. Raises DomainError `norms_overlap` where two norms of equal rank have the same id or say the same
	thing of the same cases while both are in force; `unknown_fact`.
	"""

	def __init__(
		self, norms: Iterable[Norm], categories: Mapping[tuple[str, str], Facts] | None = None
	) -> None:
		self.norms = tuple(sorted(norms, key=lambda norm: norm.key))
		self.categories = dict(categories or {})
		for facts in self.categories.values():
			for fact, value in facts.items():
				_check_fact(fact, value)
		_check_overlap(self.norms, lambda norm: (norm.id, norm.rank))
		_check_overlap(self.norms, _says)
		self._tabled = {jurisdiction for jurisdiction, category in self.categories if category}
		self._words = {word for norm in self.norms for word in _words(norm)}
		self._looked_up: dict[tuple[str | None, ...], tuple[Norm, ...]] = {}

	def looked_at(self, case: Case, facts: Facts) -> tuple[Norm, ...]:
		"""The norms of the case's jurisdiction for its goods, less those for another region or buyer than the
		known one, in the order of the book.

		Raises DomainError `unknown_goods`.
		"""
		place = (case.jurisdiction, case.category)
		if case.jurisdiction in self._tabled and (not case.category or place not in self.categories):
			raise DomainError("unknown_goods", {"category": case.category, "jurisdiction": case.jurisdiction})
		said = (case.jurisdiction, case.category, facts.get("region"), facts.get("buyer"))
		key = jurisdiction, category, region, buyer = tuple(map(self._word, said))
		if key not in self._looked_up:
			self._looked_up[key] = tuple(
				norm
				for norm in self.norms
				if norm.jurisdiction == jurisdiction
				and (not norm.categories or category in norm.categories)
				and (region is None or norm.region in ("", region))
				and (buyer is None or norm.buyer in ("", buyer))
			)
		return self._looked_up[key]

	def _word(self, word: object) -> str | None:
		"""A word that some norm names, or "other", so that what is remembered cannot grow without end; None is
		unknown."""
		return None if word is None else str(word) if word in self._words else "other"

	def facts_of(self, case: Case) -> dict[str, Value | None]:
		"""What the category says, and over it what is known of the case."""
		known = {fact: value for fact, value in case.facts.items() if value is not None}
		general = self.categories.get((case.jurisdiction, ""), {})
		return {**general, **self.categories.get((case.jurisdiction, case.category), {}), **known}


def _words(norm: Norm) -> tuple[str, ...]:
	return norm.jurisdiction, norm.region, norm.buyer, *norm.categories


def _says(norm: Norm) -> object:
	"""Equal for norms that speak of the same cases and give the same."""
	return (
		norm.jurisdiction,
		norm.region,
		norm.rank,
		frozenset(norm.categories),
		norm.buyer,
		frozenset(norm.channels),
		frozenset(norm.windows),
		frozenset(norm.conditions),
		norm.after,
		frozenset(norm.remedies),
		norm.burden,
		frozenset(norm.deadlines),
	)


def _check_overlap(norms: Iterable[Norm], same: Callable[[Norm], object]) -> None:
	seen: dict[object, list[Norm]] = {}
	for norm in norms:
		for other in seen.setdefault(same(norm), []):
			if other.effective_from <= (norm.effective_to or date.max) and norm.effective_from <= (
				other.effective_to or date.max
			):
				raise DomainError("norms_overlap", {"norm": norm.id, "other": other.id})
		seen[same(norm)].append(norm)
