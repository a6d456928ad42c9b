"""Figures that can be looked into: one question of the database counts records, the same question lists them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from pypika.terms import Function, Term

HIT, REST = "In Numerator", "In Denominator Only"
STEPS = 50  # buckets per factor e of an amount: each is 2 % wide


@dataclass(frozen=True, slots=True)
class Frame:
	"""The records of a figure: `query` finds all that could count, `excluded` says which are left out and why (the first that holds), `hit` which of
	the others are in the numerator. `amount`: what is added up instead of counting hits."""

	doctype: str
	query: Any
	name: Term
	at: Term
	hit: Term | None = None
	excluded: Mapping[str, Term] = field(default_factory=dict)
	amount: Term | None = None

	@property
	def fate(self) -> Term:
		"""What becomes of a record."""
		told = Case()
		for reason, condition in self.excluded.items():
			told = told.when(condition, reason)
		if self.hit is None:
			return told.else_(HIT) if self.excluded else Function("coalesce", HIT)
		return told.when(self.hit, HIT).else_(REST)


def count(frame: Frame) -> dict[str, int]:
	"""How many records have which fate, in one statement."""
	fate = frame.fate.as_("fate")
	return dict(frame.query.select(fate, Count("*")).groupby(fate).run())


def amounts(frame: Frame) -> list[tuple[str, int, float]]:
	"""(fate, number, sum) of records with about the same amount, for a mean and its quantiles, in one statement."""
	assert frame.amount is not None
	fate = frame.fate.as_("fate")
	bucket = Function("floor", Function("ln", Function("greatest", frame.amount, 1)) * STEPS).as_("bucket")
	query = frame.query.select(fate, bucket, Count("*"), Sum(frame.amount)).groupby(fate, bucket)
	return [(told, number, float(total or 0)) for told, _bucket, number, total in query.run()]


def records(frame: Frame, most: int) -> list[tuple]:
	"""The records themselves, the earliest first: (name, moment, fate, amount)."""
	amount = (frame.amount if frame.amount is not None else Function("coalesce", None)).as_("amount")
	query = frame.query.select(frame.name, frame.at, frame.fate.as_("fate"), amount)
	return query.orderby(frame.at).orderby(frame.name).limit(most).run()
