"""The grade of a company's after-sales service by GB/T 27922-2011 (rules.md Q1): three parts of 40, 35 and 25 points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from aftersales_app.domain.errors import DomainError, Reason

SYSTEM, GOODS, CUSTOMERS = "service_system", "goods_service", "customer_service"
WEIGHTS: Mapping[str, int] = {SYSTEM: 40, GOODS: 35, CUSTOMERS: 25}
PASS, TOO_MANY = 70, 5
FAILED = "not_reached"
GRADES = ((95, "five_stars"), (90, "four_stars"), (80, "three_stars"), (PASS, "reached"))
MOST_BONUS = 1


@dataclass(frozen=True, slots=True)
class Indicator:
	"""One demand: its part, its points, and how far it is met. `share` is that of the records which conform where they were sampled (0..1),
	all or nothing where a person judges; `applies` is False for what the company does not do."""

	part: str
	points: Decimal
	share: Fraction
	applies: bool = True

	@property
	def got(self) -> Fraction:
		return Fraction(self.points) * self.share if self.applies else Fraction(0)


@dataclass(frozen=True, slots=True)
class Grade:
	"""The score of 100 and what it is called; `applicable` and `got` are points."""

	score: Decimal
	grade: str
	applicable: Decimal
	got: Decimal | Fraction


def sampled(points: Decimal, bad: int, looked_at: int) -> Decimal:
	"""What a sampled indicator keeps: the share of records that do not conform is lost. Raises ValueError for none looked at."""
	if not 0 <= bad <= looked_at or not looked_at:
		raise ValueError((bad, looked_at))
	return points * (looked_at - bad) / looked_at


def check_weights(indicators: Iterable[Indicator]) -> None:
	"""Raises DomainError `weights_do_not_add_up` where the points of a part are not those of the standard."""
	sums = dict.fromkeys(WEIGHTS, Decimal(0))
	for one in indicators:
		sums[one.part] += one.points
	for part, whole in sums.items():
		if whole != WEIGHTS[part]:
			raise DomainError(
				"weights_do_not_add_up", {"part": part, "found": _plain(whole), "wanted": WEIGHTS[part]}
			)


def check_bonus(bonus: Decimal) -> None:
	"""Raises DomainError `bonus_too_high`."""
	if not 0 <= bonus <= MOST_BONUS:
		raise DomainError("bonus_too_high", {"most": MOST_BONUS})


def grade(
	applicable: Decimal, got: Decimal | Fraction, special: int = 0, bonus: Decimal = Decimal(0)
) -> Grade:
	"""`special` deductions cost a point each after the score is brought to 100; five of them fail whatever the score. The score is told to
	two places, and never as one that would be called better. Raises DomainError `bonus_too_high`, `nothing_applies`."""
	check_bonus(bonus)
	if applicable <= 0:
		raise DomainError("nothing_applies")
	exact = Fraction(got) * 100 / Fraction(applicable) - special + Fraction(bonus)
	told = Decimal(round(exact * 100)) / 100
	score = told if _name(Fraction(told)) == _name(exact) else told - Decimal("0.01")
	return Grade(score, FAILED if special >= TOO_MANY else _name(exact), applicable, got)


def _plain(points: Decimal) -> str:
	"""41.0 as 41."""
	return f"{points.normalize():f}"


def _name(score: Fraction) -> str:
	return next((name for least, name in GRADES if score >= least), FAILED)


def why(found: Grade, special: int) -> tuple[Reason, ...]:
	"""What keeps the grade from being reached, and what goes with it."""
	reasons = []
	if special >= TOO_MANY:
		reasons.append(Reason("too_many_deductions", {"number": special, "most": TOO_MANY - 1}))
	if found.score < PASS:
		reasons.append(Reason("below_pass", {"score": str(found.score), "least": PASS}))
	if found.grade not in (FAILED, GRADES[-1][1]):
		reasons.append(Reason("stars_after_a_year"))
	return tuple(reasons)
