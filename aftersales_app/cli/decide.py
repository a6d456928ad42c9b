"""`decide`: what a customer is owed in one case, and why, without a site."""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from aftersales_app.cli.case_file import Told, clear, read, read_days, read_norms
from aftersales_app.cli.files import keep, write_json
from aftersales_app.cli.messages import sentence
from aftersales_app.cli.yaml_file import Node, load
from aftersales_app.domain.case_facts import CHOICES, DAY, FACTS, FLAG, Case
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.fees import FREE
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.norms import TRADER, UNKNOWN, Source
from aftersales_app.domain.remedies import NOTHING, OPEN, Decision, Question, Remedy, decide, record

WEEKENDS = "Days of rest: Saturdays and Sundays only; give public holidays with --days"
UNDECIDED = "Undecided"
OUTCOMES = {OPEN: "Open: nothing yet, ask first", NOTHING: "Nothing is owed"}
ANSWERS = {FLAG: "true or false", DAY: "a day"}
LATE = {True: "too late", False: "done in time", None: "still in time"}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
	parser = commands.add_parser(
		"decide", help="print what a customer is owed in one case, by which norm and why"
	)
	parser.add_argument("case", metavar="CASE.yaml", help="what is known of the case")
	parser.add_argument(
		"--norms",
		metavar="FILE",
		nargs="+",
		action="extend",
		default=[],
		help="norms of your own, beside the shipped ones",
	)
	parser.add_argument("--days", metavar="FILE", help="public holidays and make-up workdays")
	parser.add_argument("--json", metavar="FILE", help="write the whole decision as JSON")
	parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
	"""Read, decide, write, print."""
	if options.json:
		keep(options.json, filter(None, (options.case, options.days, *options.norms)), "--json")
	days = load(options.days) if options.days else None
	told, decision = _decided(load(options.case), [load(file) for file in options.norms], days)
	if options.json:
		write_json(options.json, record(decision))
	print("\n".join(_lines(options.case, told, decision, days is not None)))
	return 0


def decide_plain(
	case: Mapping[str, object],
	norms: Sequence[Mapping[str, object]] = (),
	days: Mapping[str, object] | None = None,
) -> object:
	"""The decision as plain data, from plain data as the files have it: for `bench execute`. Raises FileProblem and DomainError."""
	own = [Node(book, f"norms[{number}]") for number, book in enumerate(norms, 1)]
	_, decision = _decided(Node(case, "case"), own, Node(days, "days") if days else None)
	return record(decision)


def _decided(case: Node, norms: Iterable[Node], days: Node | None) -> tuple[Told, Decision]:
	calendar = read_days(days) if days else DayCalendar()
	book = read_norms(norms)
	told = read(case, calendar, book)
	return told, clear(case, lambda: decide(told.case, book.beside(told.grants), calendar))


def _lines(file: str, told: Told, decision: Decision, with_days: bool) -> Iterator[str]:
	yield f"{file}: {_goods(told.case)}"
	yield _outcome(decision) or f"Owed: {', '.join(one.remedy for one in decision.remedies)}"
	for reason in decision.reasons:
		yield f"  {_said(reason)}"
	for remedy in decision.remedies:
		yield from ("", *_remedy(remedy))
	yield from _part("Burden of proof", _burden(decision))
	yield from _part("Cover", _cover(told))
	yield from _part("Told otherwise than worked out", map(_otherwise, told.contradictions))
	yield from _part("Ask for", map(_question, decision.questions))
	yield from _part("Not owed", _refused(decision))
	yield from _part("The trader has to act", _deadlines(decision))
	yield from _part("Return without a reason", [decision.no_reason] if decision.no_reason else ())
	yield from _part("Keep", (" or ".join(papers) for papers in decision.evidence))
	yield from _part("The trader may raise", _defences(decision))
	yield from () if with_days else ("", WEEKENDS)


def _outcome(decision: Decision) -> str | None:
	"""How a case stands in which nothing is owed; where nobody knows a norm there is nothing to ask either."""
	return UNDECIDED if not decision.trace else OUTCOMES.get(decision.outcome)


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
	told = list(lines)
	if told:
		yield from ("", title, *(f"  {line}" for line in told))


def _goods(case: Case) -> str:
	today = f", today {case.today}" if case.today else ""
	return (
		f"{case.category}, {case.facts.get('region') or case.jurisdiction}, event of {case.event_on}{today}"
	)


def _remedy(remedy: Remedy) -> Iterator[str]:
	fee = "fee not known yet" if remedy.fee is None else f"fee {remedy.fee}" if remedy.fee > FREE else "free"
	until = f", until {remedy.until}" if remedy.until else ""
	amount = "" if remedy.amount is None else f"{remedy.amount}, "
	yield f"{remedy.remedy}: {amount}{fee}{until}, the {remedy.chooser} chooses"
	yield f"  by {_source(remedy.decided_by)}"
	yield from (
		f"  {_said(reason)}" for reason in (*remedy.dates, *remedy.fee_reasons, *remedy.amount_reasons)
	)
	if remedy.also:
		yield f"  also by {', '.join(one.norm for one in remedy.also)}"


def _source(source: Source) -> str:
	return f"{source.norm} version {source.version}: {source.citation} (confidence {source.confidence})"


def _said(reason: Reason) -> str:
	return sentence(reason.code, reason.params)


def _burden(decision: Decision) -> Iterator[str]:
	burden = decision.burden
	unknown = "not known yet" if decision.asks_who_proves else "no rule says"
	yield {TRADER: "the trader proves", UNKNOWN: unknown}.get(burden.on, "the claimant proves") + (
		f", until {burden.until}" if burden.until else ""
	)
	if burden.source:
		yield f"by {_source(burden.source)}"


def _cover(told: Told) -> Iterator[str]:
	"""The arithmetic term by term, and what it comes to."""
	yield from map(_said, told.notes)
	cover = told.cover
	if cover is None:
		return
	for segment in told.segments:
		yield f"{segment.term}: {'; '.join(map(_said, segment.why))}"
	asks = cover.covered is None  # the first reason only says that nothing is known to hold
	yield from map(_said, cover.reasons[1:] if asks else cover.reasons[-1:])


def _otherwise(reason: Reason) -> str:
	return "{fact}: {value}, where the unit says {against}".format(**reason.params)


def _question(question: Question) -> str:
	"""What to ask, with the answers there are."""
	kind = FACTS[question.fact]
	answers = ", ".join(CHOICES.get(question.fact, ())) or ANSWERS.get(kind, kind)
	return f"{question.fact} ({answers}), which decides on {', '.join(question.opens)}"


def _refused(decision: Decision) -> Iterator[str]:
	for refusal in decision.refusals:
		yield refusal.remedy
		for norm, reasons in groupby(refusal.reasons, key=lambda one: one[0]):
			yield f"  {norm}: {'; '.join(_said(reason) for _, reason in reasons)}"


def _deadlines(decision: Decision) -> Iterator[str]:
	for one in decision.deadlines:
		yield f"{one.code.replace('_', ' ')} by {one.due}, {LATE[one.late]}: {_said(one.arithmetic)}"
		yield f"  by {_source(one.source)}"


def _defences(decision: Decision) -> Iterator[str]:
	for one in decision.defences:
		yield f"{one.code}: {_said(one.arithmetic)}"
		yield f"  by {_source(one.source)}"
