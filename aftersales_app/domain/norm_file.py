"""The norms that ship (folder statutes/), and how a norm is written down: one mapping per norm, in YAML or as a
row of a table.

Beside the plain fields of `norms.Norm` a norm has `conditions` as triples [fact, operator, value], `windows`
and `deadlines` with `within` or `after` (a number, or the fact that holds it), `exclusions` with `when`, and a
`fee` by name or with its terms, and an `award` with `of`, `times`, `least`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from aftersales_app.domain.case_facts import DAY, Value, is_of
from aftersales_app.domain.coverage_terms import LATEST
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norms import (
	COMPARATORS,
	DAYS,
	NO_FEE,
	WITHIN,
	Award,
	Condition,
	Exclusion,
	FeeRule,
	Norm,
	TraderDeadline,
	Window,
)

STATUTES = Path(__file__).parent / "statutes"
COUNTRIES = ("cn", "eu", "uk", "us", "au")
KEYS = frozenset(part.name for part in fields(Norm))
LISTS = ("categories", "channels", "remedies")
DAYS_OF_FORCE = ("effective_from", "effective_to")


@cache
def shipped(*countries: str) -> NormBook:
	"""The norms of these countries as they ship, of all without one."""
	return book_of(
		yaml.safe_load((STATUTES / f"{country}.yaml").read_text("utf-8"))
		for country in countries or COUNTRIES
	)


def book_of(files: Iterable[Mapping[str, Any]]) -> NormBook:
	"""A book of what such files say: `jurisdiction`, `unless_told` (facts of all goods), `categories` (name to
	facts), `norms`.

	Raises what Norm and NormBook raise, and DomainError `norm_unreadable`.
	"""
	norms: list[Norm] = []
	categories = {}
	for file in files:
		jurisdiction = file["jurisdiction"]
		norms += [norm_of({"jurisdiction": jurisdiction, **row}) for row in file["norms"]]
		tables = {"": file.get("unless_told") or {}, **(file.get("categories") or {})}
		for category, facts in tables.items():
			categories[jurisdiction, category] = {fact: _value(value) for fact, value in facts.items()}
	return NormBook(norms, categories)


def norm_of(row: Mapping[str, Any]) -> Norm:
	"""The norm that such a row says. Raises DomainError `norm_unreadable` (key), and what Norm raises."""
	name = str(row.get("id", ""))
	for key in row:
		if key not in KEYS:
			raise DomainError("norm_unreadable", {"norm": name, "key": key})
	parts: dict[str, Any] = dict(row)
	key = ""
	try:
		for key in LISTS:
			parts[key] = _list(row.get(key, ()))
		for key in DAYS_OF_FORCE:
			open_end = key == "effective_to" and row.get(key) is None
			parts[key] = None if open_end else _day(row[key])
		for key, read in READERS.items():
			parts[key] = tuple(read(one) for one in row.get(key, ()))
		key = "fee"
		parts["fee"] = _fee(row.get("fee", NO_FEE))
		key = "award"
		parts["award"] = _award(row[key]) if row.get(key) else None
		key = "version"
		parts[key] = _count(row[key])
		key = "id, rank or citation"
		return Norm(**parts)
	except (TypeError, KeyError, ValueError, AttributeError) as error:
		if isinstance(error, DomainError):
			raise
		raise DomainError("norm_unreadable", {"norm": name, "key": key}) from error


def _value(value: Any) -> Value:
	"""A fact's value as the domain has it: shares of money are exact, lists cannot change."""
	if isinstance(value, float):
		return Decimal(str(value))
	return tuple(value) if isinstance(value, list) else value


def _day(value: Any) -> date:
	day = date.fromisoformat(value) if isinstance(value, str) else value
	if not isinstance(day, date) or not is_of(DAY, day):
		raise TypeError(value)
	return day


def _list(value: Any) -> tuple[Any, ...]:
	"""A word by itself stands for a list of one."""
	return (value,) if isinstance(value, str) else tuple(value)


def _count(value: Any) -> int:
	if isinstance(value, bool) or not isinstance(value, int):
		raise TypeError(value)
	return value


def _condition(row: Any) -> Condition:
	fact, operator, value = row
	return Condition(fact, operator, _value(value))


def _window(row: Mapping[str, Any]) -> Window:
	comparator = next((one for one in COMPARATORS if one in row), WITHIN)
	length = row[comparator]
	since = row["since"]
	return Window(
		since=_list(since),
		value=0 if isinstance(length, str) else length,
		unit=row.get("unit", DAYS),
		comparator=comparator,
		value_from=length if isinstance(length, str) else "",
		ends_on=row.get("ends_on", ""),
		settled_by=_list(row.get("settled_by", ())),
		pick=row.get("pick", LATEST),
	)


def _exclusion(row: Mapping[str, Any]) -> Exclusion:
	return Exclusion(row["code"], tuple(_condition(one) for one in row["when"]), row.get("proof", ""))


def _deadline(row: Mapping[str, Any]) -> TraderDeadline:
	return TraderDeadline(
		row["code"], row["since"], row[WITHIN], row.get("unit", DAYS), row.get("met_by", "")
	)


def _fee(row: Any) -> FeeRule:
	if isinstance(row, str):
		return FeeRule(row)
	ceiling = row.get("ceiling")
	return FeeRule(row["kind"], row.get("charged", True), None if ceiling is None else Decimal(str(ceiling)))


def _award(row: Mapping[str, Any]) -> Award:
	return Award(row["of"], Decimal(str(row["times"])), Decimal(str(row.get("least", 0))))


READERS: Mapping[str, Callable[[Any], object]] = {
	"conditions": _condition,
	"windows": _window,
	"exclusions": _exclusion,
	"deadlines": _deadline,
	"evidence": tuple,
}
