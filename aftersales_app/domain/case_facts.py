"""What may be known of a case (rules.md R14): the closed list of facts that norms ask about, and a case that tells them.

A fact that is not there is unknown; which is not the same as its being false.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from aftersales_app.domain.errors import DomainError

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
		for fact, day in (("event_on", self.event_on), ("today", self.as_of)):
			if not is_of(DAY, day):
				raise DomainError("wrong_kind_of_value", {"fact": fact, "kind": DAY})
		for fact, value in self.facts.items():
			check_fact(fact, value)
		invoiced = self.facts.get("invoiced_on")
		if isinstance(invoiced, date) and invoiced > self.event_on:
			raise DomainError("invoice_after_event", {"invoiced_on": invoiced, "event_on": self.event_on})
		if self.as_of < self.event_on:
			raise DomainError("today_before_event", {"today": self.as_of, "event_on": self.event_on})

	@property
	def as_of(self) -> date:
		return self.today or self.event_on


def check_fact(fact: str, value: Value | None) -> None:
	"""Is this a fact, and a value for it? Raises DomainError `unknown_fact`, `wrong_kind_of_value`, `negative_fact`."""
	if fact not in FACTS:
		raise DomainError("unknown_fact", {"norm": "", "fact": fact})
	if value is None:
		return
	if not is_of(FACTS[fact], value):
		raise DomainError("wrong_kind_of_value", {"fact": fact, "kind": FACTS[fact]})
	if isinstance(value, int | Decimal) and value < 0:
		raise DomainError("negative_fact", {"fact": fact, "value": value})


def is_of(kind: str, value: object) -> bool:
	"""Is the value of this kind? A flag is no number, a moment no day, and no number is endless."""
	if isinstance(value, bool) or kind == FLAG:
		return kind == FLAG and isinstance(value, bool)
	if isinstance(value, datetime) or (isinstance(value, Decimal) and not value.is_finite()):
		return False
	return isinstance(value, KINDS[kind])
