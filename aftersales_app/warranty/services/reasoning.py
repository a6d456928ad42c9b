"""A decision told in sentences of the reader's language: sections with a title and lines."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from frappe import _, _lt

from aftersales_app.aftersales_core import messages
from aftersales_app.domain.case_facts import CHOICES, DAY, FACTS, FLAG
from aftersales_app.domain.errors import Reason
from aftersales_app.domain.fees import FREE
from aftersales_app.domain.norm_match import APPLIES, ASKS
from aftersales_app.domain.norms import TRADER, UNKNOWN, Source
from aftersales_app.domain.remedies import NOTHING, OPEN, Decision, Question, Remedy, Step

Section = dict[str, Any]
OUTCOMES = {OPEN: _lt("Nothing is owed yet: ask first"), NOTHING: _lt("Nothing is owed")}
BURDENS = {TRADER: _lt("The trader proves"), UNKNOWN: _lt("Not known yet who proves")}
KINDS = {FLAG: _lt("yes or no"), DAY: _lt("a day")}
VERDICTS = {APPLIES: _lt("applies"), ASKS: _lt("asks")}
PAPERS = {
	"invoice": _lt("Invoice"),
	"card": _lt("Three-Guarantees Card"),
	"purchase_record": _lt("Purchase Record"),
	"repair_record": _lt("Repair Record"),
	"test_report": _lt("Test Report"),
	"photo": _lt("Photo"),
}
LATE = {True: _lt("too late"), False: _lt("done in time"), None: _lt("still in time")}


def headline(decision: Decision) -> str:
	"""What is owed, in one line."""
	if decision.outcome in OUTCOMES:
		return str(OUTCOMES[decision.outcome])
	return _("Owed: {0}").format(_list(remedy.remedy for remedy in decision.remedies))


def sections(decision: Decision, cover: Iterable[Reason] = ()) -> list[Section]:
	"""The whole reasoning: each remedy with its norm, dates and fee; who proves, cover, what is asked, what is refused and
	why, until when the trader has to act, which papers to keep, and every norm that was looked at."""
	found = [
		(_("Because"), _sentences(decision.reasons)),
		*((_(one.remedy), list(_remedy(one))) for one in decision.remedies),
		(_("Burden of Proof"), _burden(decision)),
		(_("Cover"), _sentences(cover)),
		(_("Ask for"), [_question(one) for one in decision.questions]),
		(_("Not Owed"), list(_refusals(decision))),
		(_("The Trader Has to Act"), list(_deadlines(decision))),
		(_("Return without a Reason"), [_(decision.no_reason)] if decision.no_reason else []),
		(
			_("Papers to Keep"),
			[" / ".join(str(PAPERS[paper]) for paper in papers) for papers in decision.evidence],
		),
		(_("Rules Looked at"), [_step(step) for step in decision.trace]),
	]
	return [{"title": title, "lines": lines} for title, lines in found if lines]


def _remedy(remedy: Remedy) -> Iterator[str]:
	if remedy.fee is None:
		fee = _("the fee is not known yet")
	else:
		fee = _("fee {0}").format(remedy.fee) if remedy.fee > FREE else _("free of charge")
	until = _("until {0}").format(remedy.until) if remedy.until else ""
	yield _list((fee, until, _("the {0} chooses").format(_(remedy.chooser))))
	yield _source(remedy.decided_by)
	yield from _sentences((*remedy.dates, *remedy.fee_reasons))
	if remedy.also:
		yield _("Also by {0}").format(_list(f"{one.norm} v{one.version}" for one in remedy.also))


def _source(source: Source) -> str:
	return _("By {0} version {1}: {2} (confidence: {3})").format(
		source.norm, source.version, source.citation, _(source.confidence)
	)


def _burden(decision: Decision) -> list[str]:
	burden = decision.burden
	who = str(BURDENS.get(burden.on) or _("The claimant proves"))
	until = _("until {0}").format(burden.until) if burden.until else ""
	return [_list((who, until)), *([_source(burden.source)] if burden.source else [])]


def _question(question: Question) -> str:
	kind = FACTS[question.fact]
	answers = _list(CHOICES.get(question.fact, ())) or str(KINDS.get(kind) or _(kind))
	return _("{0} ({1}): decides on {2}").format(_(question.fact), answers, _list(question.opens))


def _refusals(decision: Decision) -> Iterator[str]:
	for refusal in decision.refusals:
		for norm, reasons in groupby(refusal.reasons, key=lambda one: one[0]):
			why = " ".join(_sentences(reason for _norm, reason in reasons))
			yield _("{0}, {1}: {2}").format(_(refusal.remedy), norm, why)


def _deadlines(decision: Decision) -> Iterator[str]:
	for one in decision.deadlines:
		told = messages.text(one.arithmetic.code, one.arithmetic.params)
		yield _("{0} by {1}, {2}. {3}").format(_(one.code), one.due, str(LATE[one.late]), told)
		yield _source(one.source)


def _step(step: Step) -> str:
	verdict = str(VERDICTS.get(step.verdict) or _("does not apply"))
	missing = _("Missing: {0}.").format(_list(step.missing)) if step.missing else ""
	why = " ".join(filter(None, (*_sentences(step.reasons), missing)))
	return _("{0} version {1} {2}. {3}").format(step.norm, step.version, verdict, why).strip()


def _sentences(reasons: Iterable[Reason]) -> list[str]:
	return [messages.text(reason.code, reason.params) for reason in reasons]


def _list(words: Iterable[str]) -> str:
	return ", ".join(_(word) for word in words if word)
