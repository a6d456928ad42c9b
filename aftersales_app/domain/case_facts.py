"""What may be known of a case (rules.md R14): the closed list of facts that norms ask about, and a case that
tells them.

A fact that is not there is unknown; which is not the same as its being false.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.legal_days import check_days

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
	"category": WORD,  # the case's own
	"region": WORD,  # ISO 3166-2, say CN-ZJ
	"buyer": WORD,
	"channel": WORD,
	"price": NUMBER,
	"low_value": FLAG,
	"failed_repair": FLAG,  # it is the fault that a repair under warranty mended
	"paid_repair": FLAG,  # the fault lies in what a paid repair did
	"repair_price": NUMBER,  # what was paid for it
	"period_agreed": FLAG,  # the contract says how long it is covered
	"form_contract": FLAG,
	# of the category
	"goods_class": WORD,
	"durable": FLAG,
	"three_guarantees": FLAG,
	"daily_rate": NUMBER,  # share of the price a day of use costs
	"repair_by_hours": FLAG,  # repair time is counted by the clock, not by days of the calendar
	# when
	"received_on": DAY,
	"delivered_on": DAY,
	"invoiced_on": DAY,
	"installed_on": DAY,
	"started_on": DAY,  # from which coverage counts, after an exchange anew
	"notice_on": DAY,  # that a return without reason was asked for
	"requested_on": DAY,  # that the customer asked for what is owed
	"sent_in_on": DAY,
	"parts_waiting_since": DAY,  # sent in on, of a repair that waits for parts
	"goods_back_on": DAY,
	"repaired_on": DAY,
	"answered_on": DAY,
	"refunded_on": DAY,
	"handed_back_on": DAY,
	"mended_on": DAY,  # handed back after the repair that failed
	"usage_started_on": DAY,
	"knew_on": DAY,  # that the right was infringed and by whom; the day of the event as long as nobody tells another
	# what coverage says
	"in_warranty": FLAG,  # by anything: law, contract, promise or bought extension; told alone, by the law too
	"coverage_end": DAY,
	"in_legal_warranty": FLAG,  # by the law's own period
	"legal_coverage_end": DAY,
	"mileage_km": NUMBER,
	# the fault
	"defect_claimed": FLAG,
	"defect_confirmed": FLAG,
	"test_report": FLAG,
	"ends_purpose": FLAG,
	"major_failure": FLAG,
	"fraud_claimed": FLAG,
	"fraud_found": FLAG,  # in the sale: by an authority or a court, or the trader admits it
	"repair_fraud_found": FLAG,  # so found in a paid repair: false labour or material, parts that were not needed
	"substandard": FLAG,  # so found by an authority
	"fault_severity": WORD,
	"severe_safety_fault": FLAG,
	"immediate_danger": FLAG,  # steering or brakes failed, body cracked, fuel leaks, battery burns
	"assembly_fault": FLAG,  # a main part of engine, gearbox, traction battery or drive motor is faulty
	"assembly_needs_replacing": FLAG,
	"accessory_fault": FLAG,  # what failed came with a phone: battery, charger, headset, card
	"part_class": WORD,
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
	"delay_cause": WORD,
	"delay_excused": FLAG,
	# the season of farm machines
	"in_season": FLAG,
	"in_service_area": FLAG,
	"first_season": FLAG,
	# exchange
	"same_model_in_stock": FLAG,
	"wants": WORD,
	# what excludes
	"cause": WORD,
	"opened_by": WORD,
	"has_invoice": FLAG,
	"has_card": FLAG,
	"purchase_provable": FLAG,
	"card_matches": FLAG,
	"flaw_disclosed": FLAG,
	"modified": FLAG,
	"excluded_goods": WORD,
	"goods_nature": WORD,
	"package_opened": FLAG,
	"activated": FLAG,
	"confirmation": WORD,  # for this purchase, that it cannot be returned
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


# The words that such facts may be: one that is misspelt would quietly lose a customer's rights.
CHOICES: Mapping[str, tuple[str, ...]] = {
	"buyer": ("consumer", "business"),
	"channel": ("store", "online", "tv", "phone", "mail", "door_to_door"),
	"goods_class": (
		"electronics",
		"sealed",
		"textile",
	),  # sealed: food, cosmetics, medical; textile: bags, toys, home too
	"fault_severity": ("serious", "ordinary"),
	"part_class": ("main", "other"),
	"delay_cause": ("parts", "repairer", "customer", "none"),
	"wants": ("return", "exchange", "repair"),
	"cause": ("product", "user", "storage", "force_majeure", "pirated_software", "virus", "other"),
	"opened_by": ("authorised", "unauthorised", "nobody"),
	"excluded_goods": ("custom_made", "perishable", "opened_media", "newspaper", "none"),
	"goods_nature": ("hygiene", "activation_loss", "near_expiry", "none"),
	"confirmation": ("given", "preticked", "none"),
	"findings": (
		"opened_to_inspect",
		"reasonable_test",
		"seal_broken",
		"unauthorised_repair",
		"label_damaged",
		"lasting_marks",
		"activation_trace",
		"personal_data_left",
		"tag_removed",
		"soiled",
		"damaged",
		"body_damaged",
		"accessory_missing",
		"label_missing",
		"not_working",
	),
}
# What need not be asked where one of these is known: a day of the sale that is on record is its proof (rules.md R5).
SHOWN_BY: Mapping[str, tuple[str, ...]] = {
	"purchase_provable": ("invoiced_on", "delivered_on", "received_on", "installed_on", "started_on"),
}
# Of what is counted there are no parts.
COUNTED = frozenset(
	"repair_count same_fault_repairs safety_repairs assembly_replacements same_part_replacements "
	"same_fault_part_swaps same_fault_exchanges repair_days longest_repair_days".split()
)
GIVEN = ("delivered_on", "received_on")
HANDED_OVER = (*GIVEN, "installed_on")
DONE = ("repaired_on", "handed_back_on", "refunded_on")  # what a customer may have asked for
REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
# ISO 3166-2, of the countries whose local rules are shipped.
REGIONS: Mapping[str, frozenset[str]] = {
	"CN": frozenset(
		"AH BJ CQ FJ GD GS GX GZ HA HB HE HI HK HL HN JL JS JX LN MO NM NX QH SC SD SH SN SX TJ TW XJ XZ YN ZJ".split()
	),
}
TOO_LARGE = 10**12  # what is counted or paid is below
SHOWN = 40  # characters of what cannot be understood


class Own(NamedTuple):
	"""Does what one norm grants cover the day, None is unknown, and until when?"""

	covered: bool | None
	until: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
	"""What is known: the customer spoke on `event_on` about goods of `category`; `today`, by default the same
	day, is up to when a trader's delay counts. `facts` maps names of FACTS to values. `covers`: the cover by the terms of each contract,
	promise and extension, by its name; None where nobody has worked cover out.

	Raises DomainError `unknown_fact`, `wrong_kind_of_value`, `unknown_word`, `negative_fact`, `number_too_large`,
	`beyond_calendar`, `handed_over_after_event`, `handed_over_after_notice`, `handed_over_after_sent_in`, `invoice_after_event` (of
	goods that nobody says were handed over before), `today_before_event`.
	"""

	event_on: date
	jurisdiction: str
	category: str
	facts: Facts = field(default_factory=dict)
	today: date | None = None
	covers: Mapping[str, Own] | None = None

	def __post_init__(self) -> None:
		for fact, day in (("event_on", self.event_on), ("today", self.as_of)):
			if not is_of(DAY, day):
				raise DomainError("wrong_kind_of_value", {"fact": fact, "kind": DAY})
			check_days(day)
		for fact, value in self.facts.items():
			check_fact(fact, value)
		_check_handed_over(self.facts, self.event_on)
		invoiced = self.facts.get("invoiced_on")
		drawn_later = isinstance(invoiced, date) and invoiced > self.event_on
		if drawn_later and handed_over_by(self.facts, self.event_on) is None:
			raise DomainError("invoice_after_event", {"invoiced_on": invoiced, "event_on": self.event_on})
		if self.as_of < self.event_on:
			raise DomainError("today_before_event", {"today": self.as_of, "event_on": self.event_on})

	@property
	def as_of(self) -> date:
		return self.today or self.event_on


def handed_over_by(facts: Facts, day: date) -> date | None:
	"""The earliest day on which the goods are known to have been with the customer, None where that is later than `day` or unknown."""
	known = [found for fact in HANDED_OVER if isinstance(found := facts.get(fact), date) and found <= day]
	return min(known, default=None)


def _check_handed_over(facts: Facts, event_on: date) -> None:
	"""Nothing fails, is sent in or sent back before it is handed over. It may be installed later."""
	known = [day for fact in GIVEN if isinstance(day := facts.get(fact), date)]
	if not known:
		return
	first, last = min(known), max(known)
	told = (
		("event", event_on, last),
		("notice", facts.get("notice_on"), last),
		("sent_in", facts.get("sent_in_on"), first),
	)
	for what, day, handed_over in told:
		if isinstance(day, date) and handed_over > day:
			raise DomainError(f"handed_over_after_{what}", {"handed_over_on": handed_over, f"{what}_on": day})


def with_answer(facts: Facts) -> Facts:
	"""The facts, with the day of the answer where nobody tells it and what was asked for has been done: whoever did it has answered
	(rules.md R3, R4: a delay is a request without processing, nothing done)."""
	asked = facts.get("requested_on")
	if facts.get("answered_on") is not None or not isinstance(asked, date):
		return facts
	done = [day for fact in DONE if isinstance(day := facts.get(fact), date) and day >= asked]
	return {**facts, "answered_on": min(done)} if done else facts


def read_case(plain: Mapping[str, Any]) -> Case:
	"""A case from plain data as JSON or YAML has it: `event_on`, `jurisdiction`, `category`, `facts` and, where
	it differs, `today`; days as 2025-06-03, numbers also as text, lists of words. Raises DomainError
	`case_unreadable`, `number_unreadable` and what Case raises."""
	facts = {
		fact: _read(FACTS.get(fact, ""), fact, value) for fact, value in (plain.get("facts") or {}).items()
	}
	event_on, today = (_read(DAY, key, plain.get(key)) for key in ("event_on", "today"))
	for key in ("event_on", "jurisdiction", "category"):
		if not plain.get(key):
			raise DomainError("case_unreadable", {"fact": key, "value": _shown(plain.get(key))})
	return Case(event_on, str(plain["jurisdiction"]), str(plain["category"]), facts, today)


def _read(kind: str, fact: str, value: Any) -> Any:
	try:
		if kind == DAY and isinstance(value, str):
			return date.fromisoformat(value)
		if kind == NUMBER and isinstance(value, str | float):
			return Decimal(str(value))
	except (ValueError, InvalidOperation) as error:
		code = "number_unreadable" if kind == NUMBER else "case_unreadable"
		raise DomainError(code, {"fact": fact, "value": _shown(value)}) from error
	return tuple(value) if isinstance(value, list) else value


def check_fact(fact: str, value: Value | None) -> None:
	"""Is this a fact, and a value for it? Raises DomainError `unknown_fact`, `wrong_kind_of_value`,
	`unknown_word`, `negative_fact`, `number_too_large`, `beyond_calendar`."""
	if fact not in FACTS:
		raise DomainError("unknown_fact", {"norm": "", "fact": _shown(fact)})
	if value is None:
		return
	if not is_of(FACTS[fact], value):
		raise DomainError("wrong_kind_of_value", {"fact": fact, "kind": FACTS[fact]})
	if isinstance(value, date):
		check_days(value)
	if isinstance(value, int | Decimal):
		check_number(fact, value)
		if fact in COUNTED and value != int(value):
			raise DomainError("wrong_kind_of_value", {"fact": fact, "kind": "count"})
	for word in value if isinstance(value, tuple) else (value,):
		check_word(fact, word)


def check_word(fact: str, word: object) -> None:
	"""Is it a word that this fact may be? Raises DomainError `unknown_word`."""
	if fact in CHOICES and word not in CHOICES[fact]:
		known = ", ".join(CHOICES[fact])
		raise DomainError("unknown_word", {"fact": fact, "word": _shown(word), "known": known})
	if fact == "region" and not is_region(str(word)):
		known = "ISO 3166-2 (CN-ZJ)"
		raise DomainError("unknown_word", {"fact": fact, "word": _shown(word), "known": known})


def is_region(text: str) -> bool:
	"""Is it the code of a part of a country, as far as this is known?"""
	country, _, part = text.partition("-")
	return bool(REGION.fullmatch(text)) and part in REGIONS.get(country, {part})


def is_of(kind: str, value: object) -> bool:
	"""Is the value of this kind? A flag is no number, a moment no day, and no number is endless."""
	if isinstance(value, bool) or kind == FLAG:
		return kind == FLAG and isinstance(value, bool)
	if isinstance(value, datetime) or (isinstance(value, Decimal) and not value.is_finite()):
		return False
	return isinstance(value, KINDS[kind])


def check_number(fact: str, value: int | Decimal) -> None:
	"""Is it as large as a number of a case may be? Decimals are worked out in 28 digits; no price needs half of them. Raises
	DomainError `number_too_large`, `negative_fact`."""
	if value >= TOO_LARGE:
		raise DomainError("number_too_large", {"fact": fact, "most": TOO_LARGE})
	if value < 0:
		raise DomainError("negative_fact", {"fact": fact, "value": value})


def _shown(value: object) -> str:
	"""The beginning of what somebody wrote: no message repeats a long text."""
	text = "" if value is None else str(value)
	return f"{text[:SHOWN]}…" if len(text) > SHOWN else text
