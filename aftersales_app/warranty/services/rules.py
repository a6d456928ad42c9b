"""The law, contracts and promises that hold on this site, as the domain takes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from aftersales_app.domain import coverage_book, norm_file
from aftersales_app.domain.coverage_terms import Term
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norm_book import NormBook


@dataclass(frozen=True, slots=True)
class UnitScope:
	"""What decides which terms hold for a unit. `facts` are the circumstances that coverage rules ask about."""

	company: str
	item_code: str
	jurisdiction: str
	category: str
	region: str = ""
	bought_on: date | None = None
	facts: Mapping[str, bool | None] = field(default_factory=dict)


def norm_book(company: str) -> NormBook:
	"""The norms among which this company's cases are decided."""
	return norm_file.shipped()


def coverage_terms(scope: UnitScope) -> tuple[Term, ...]:
	"""The terms that law, contract and promise grant such a unit."""
	if scope.jurisdiction != "CN":
		return ()
	rules = coverage_book.shipped("cn")
	return coverage_book.terms_for(rules, scope.category, scope.region, scope.facts)


def parts_of(jurisdiction: str, category: str) -> dict[str, str]:
	"""The main parts of such goods, with their groups."""
	return coverage_book.parts_of(coverage_book.shipped("cn"), category) if jurisdiction == "CN" else {}


def holds_days(jurisdiction: str, category: str) -> int:
	"""How many days a repair has to hold."""
	return 30


def day_calendar(company: str) -> DayCalendar:
	"""The days of rest and make-up workdays by which the company's legal terms roll."""
	return DayCalendar()


def goods_category(item_code: str) -> str:
	"""The goods category of an item, "" where nobody has said."""
	return ""
