"""Whose cover holds on a day: the law's own, and that of each contract, promise and bought extension by itself.

A norm of law gives what it gives while the law's own period runs, with what makes that longer (repair time, exchange); a promise never
moves that day. What was promised or bought holds for its own days, and gives what it says, or, where it says nothing but how long, the
free repair that is the least of every warranty (rules.md R11).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from aftersales_app.domain.case_facts import Own, Value
from aftersales_app.domain.coverage import Cover, Timeline, reach
from aftersales_app.domain.coverage_run import Segment
from aftersales_app.domain.coverage_terms import BASE, PROMISE, STATUTORY, Term
from aftersales_app.domain.norms import REPAIR, Condition, Exclusion, Norm

EXCLUDED = (
	Exclusion("user_damage", (Condition("cause", "in", ("user", "storage")),), "test_report"),
	Exclusion("opened_unauthorised", (Condition("opened_by", "==", "unauthorised"),)),
	Exclusion("card_mismatch", (Condition("card_matches", "==", False),)),
	Exclusion("force_majeure", (Condition("cause", "==", "force_majeure"),)),
)


def law_facts(found: Timeline, cover: Cover, part: str, day: date) -> dict[str, Value]:
	"""What the law's own period says in a case: that of the statutes; where none of them says how long, the contract's; where there is
	none either, whatever covers. Nothing where that is unknown."""
	own = _own(found, cover, part, day, _of_law(found, part))
	known: dict[str, Value] = {} if own.covered is None else {"in_legal_warranty": own.covered}
	return {**known, "legal_coverage_end": own.until} if own.until else known


def covers(found: Timeline, cover: Cover, part: str, day: date) -> dict[str, Own]:
	"""The cover by each contract, promise and extension, by its name."""
	codes: dict[str, set[str]] = {}
	for code in _speaking(found, part):
		if found.terms[code].kind != STATUTORY:
			codes.setdefault(found.terms[code].norm, set()).add(code)
	return {norm: _own(found, cover, part, day, mine) for norm, mine in sorted(codes.items())}


def norms_of(found: Timeline, codes: Iterable[str], jurisdiction: str) -> tuple[Norm, ...]:
	"""The repair that each of the terms `codes` grants, which count on the day; of those that say more a book has the norm already."""
	void = {segment.term for segment in found.below_law}
	terms = [found.terms[code] for code in codes if code not in void]
	return tuple(
		{term.norm: _repair(term, jurisdiction) for term in terms if term.kind != STATUTORY}.values()
	)


@lru_cache(maxsize=1024)
def _repair(term: Term, jurisdiction: str) -> Norm:
	return Norm(
		id=term.norm,
		version=term.version,
		jurisdiction=jurisdiction,
		rank="promise" if term.kind == PROMISE else "contract",
		citation=term.citation,
		effective_from=date.min,
		buyer="",
		conditions=(Condition("in_warranty", "==", True), Condition("defect_confirmed", "==", True)),
		remedies=(REPAIR,),
		exclusions=EXCLUDED,
		confidence="high",
	)


def _of_law(found: Timeline, part: str) -> set[str]:
	speaking = _speaking(found, part)
	for kind in (STATUTORY, BASE):
		codes = {code for code in speaking if found.terms[code].kind == kind}
		if codes:
			return codes
	return speaking


def _speaking(found: Timeline, part: str) -> set[str]:
	"""The terms that cover the part on any day, or may."""
	asked = (str(reason.params["term"]) for reason in found.missing_for(part))
	return {*(segment.term for segment in _segments(found, part)), *asked}


def _segments(found: Timeline, part: str) -> tuple[Segment, ...]:
	below = tuple(segment for segment in found.below_law if segment.holds_for(part))
	return (*found.of(part), *below)


def _own(found: Timeline, cover: Cover, part: str, day: date, codes: set[str]) -> Own:
	"""The cover by some terms alone, on the day for which `cover` was worked out."""
	mine = [segment for segment in _segments(found, part) if segment.term in codes]
	on = day_of(cover, day)
	holding = [segment for segment in mine if segment.first <= on <= segment.until]
	if holding:
		return Own(None if all(segment.unread for segment in holding) else True, reach(mine, on))
	asked = not codes or any(reason.params["term"] in codes for reason in found.missing_for(part))
	return Own(None if asked else False)


def day_of(cover: Cover, day: date) -> date:
	"""The day for which cover was worked out: of goods that were there before their sale is dated, not that of the case."""
	return cover.until - timedelta(cover.remaining_days) if cover.until else day
