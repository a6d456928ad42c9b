"""The catalogue of metrics at work: what was counted of a company's days, and the records behind it."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from aftersales_app.aftersales_core import frames, moments
from aftersales_app.aftersales_core.frames import HIT, REST, Frame
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.evaluation_flow import Period
from aftersales_app.domain.objectives import CALLS, REPURCHASE, TRAINED, Measured
from aftersales_app.domain.statistics import Bucket, spread
from aftersales_app.integrations import erpnext_figures
from aftersales_app.service_quality.queries import objectives as reads
from aftersales_app.service_quality.queries.objectives import Window

NUMERATOR, DENOMINATOR, EXCLUDED = "Numerator", "Denominator", "Excluded"
OWN_COMPANY = "Own Company"
SERVED_DAYS = 365  # before a period, in which whoever bought again was served
MOST = 20_000  # records shown of one figure


def window(company: str, period: Period, teams: list[str] | None = None, numbers: str = "") -> Window:
	told = tuple(number.strip() for number in (numbers or "").splitlines() if number.strip())
	return Window(company, period.first, period.last, moments.site_now(), teams, told)


def measure(code: str, at: Window) -> Measured:
	"""Count. Nobody's permissions are asked: a figure is the same for all."""
	period = Period(at.first, at.last)
	if reason := _uncountable(code, at):
		return Measured(period, missing=reason)
	if code == REPURCHASE:
		return _bought_again(at, period)
	first, *others = (make(at) for make in reads.FRAMES[code])
	if others:
		return _two(period, first, others[0])
	return _mean(period, first) if first.amount is not None else _share(period, first)


def records(code: str, at: Window, part: str) -> Iterator[dict[str, Any]]:
	"""The records of a part of a figure: DocType, name, moment, and what became of each."""
	if _uncountable(code, at):
		return
	if code == REPURCHASE:
		yield from _customers(at, part)
		return
	made = [make(at) for make in reads.FRAMES[code]]
	frame = made[-1] if part == DENOMINATOR else made[0]
	wanted = {NUMERATOR: {HIT}, DENOMINATOR: {HIT, REST}}.get(part)
	for one in made if part == EXCLUDED else [frame]:
		for name, moment, fate, amount in frames.records(one, MOST):
			if (fate in wanted) if wanted else (fate not in (HIT, REST)):
				yield {"doctype": one.doctype, "name": name, "at": moment, "fate": fate, "amount": amount}


def _uncountable(code: str, at: Window) -> Reason | None:
	"""Why there is nothing to count at all."""
	if code == TRAINED:
		return Reason("no_record_of_training")
	if code != CALLS:
		return None
	if at.teams is not None:
		return Reason("calls_of_no_team")
	if not at.numbers and erpnext_figures.company_count() > 1:
		return Reason("calls_of_no_company")
	return None


def _share(period: Period, frame: Frame) -> Measured:
	found = frames.count(frame)
	hit, rest = found.pop(HIT, 0), found.pop(REST, 0)
	return Measured(period, Fraction(hit), Fraction(hit + rest), found)


def _two(period: Period, above: Frame, below: Frame) -> Measured:
	"""Numerator and denominator are different records."""
	over, under = frames.count(above), frames.count(below)
	hit, whole = over.pop(HIT, 0), under.pop(HIT, 0)
	excluded = {reason: over.get(reason, 0) + under.get(reason, 0) for reason in {**over, **under}}
	return Measured(period, Fraction(hit), Fraction(whole), excluded)


def _mean(period: Period, frame: Frame) -> Measured:
	buckets: list[Bucket] = []
	excluded: dict[str, int] = {}
	for fate, number, total in frames.amounts(frame):
		if fate == HIT:
			buckets.append(Bucket(number, total))
		else:
			excluded[fate] = excluded.get(fate, 0) + number
	told = spread(buckets)
	return Measured(
		period, Fraction(int(told.total)), Fraction(told.count), excluded, None, told.median, told.p90
	)


def _bought_again(at: Window, period: Period) -> Measured:
	served, own = reads.served(_before(at)), erpnext_figures.own_companies()
	again = erpnext_figures.buyers(at.company, at.first, at.last)
	asked = served - own
	excluded = {OWN_COMPANY: len(served & own)} if served & own else {}
	return Measured(period, Fraction(len(asked & set(again))), Fraction(len(asked)), excluded)


def _customers(at: Window, part: str) -> Iterator[dict[str, Any]]:
	served, own = reads.served(_before(at)), erpnext_figures.own_companies()
	again = erpnext_figures.buyers(at.company, at.first, at.last)
	for name in sorted(served & own if part == EXCLUDED else served - own)[:MOST]:
		if part != NUMERATOR or name in again:
			fate = OWN_COMPANY if part == EXCLUDED else HIT if name in again else REST
			told = {"doctype": "Customer", "name": name, "at": None, "fate": fate, "amount": None}
			yield {**told, "paper": again.get(name, "")}


def _before(at: Window) -> Window:
	"""The days before a period in which customers were served."""
	last: date = at.first - timedelta(days=1)
	return Window(at.company, last - timedelta(days=SERVED_DAYS - 1), last, at.now, at.teams)
