"""Feedback held against the record, and what people find when they look into it. The one writer of an answer's verified scores and of
Aftersales Verification; what the customer said is never touched.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import frappe

from aftersales_app.aftersales_core import messages, moments, reference, rows
from aftersales_app.aftersales_core.attempts import attempt
from aftersales_app.domain import comment_terms, sampling
from aftersales_app.domain import verification as rule
from aftersales_app.domain.errors import DomainError, Reason
from aftersales_app.domain.ratings import checked
from aftersales_app.domain.remedies import record
from aftersales_app.domain.scoring import DIMENSIONS, OBJECTIVE
from aftersales_app.domain.verification import CORRECTED, PENDING, SET_ASIDE, VALID, Given, OnRecord
from aftersales_app.service_quality.queries import verification as reads
from aftersales_app.service_quality.queries.feedback import FEEDBACK

VERIFICATION = "Aftersales Verification"
AT_ONCE = 500
SAMPLED = 0.2  # of the extremes
MEASURE = "measure"  # beside the reasons of the scores: by which thresholds
FIELDS = (
	*("name", "owner", "creation", "modified", "modified_by", "feedback", "company", "team"),
	*("outcome", "made_at", "made_by", "by_rule", "reason", *reads.RAW),
)


def run() -> None:
	"""Look at what came in: what nobody doubts is valid by rule, the rest waits for somebody."""
	staff = reads.staff_contacts()
	for answer in reads.unseen(AT_ONCE):
		attempt(f"Verification of {answer.name}", _look, answer, staff)


def settle(feedback: str, outcome: str, reason: str = "", scores: Mapping[str, int] | None = None) -> str:
	"""Somebody has looked into an answer: its verification's name. `scores` are the corrected ones. Raises DomainError as `can_verify`,
	`score_out_of_range`, `nothing_corrected`."""
	answer = reads.facts(feedback)
	user = frappe.session.user
	messages.refuse_unless(rule.can_verify(user, {answer.rated, answer.entered_by} - {None}, outcome, reason))
	changed = {name: checked(score) for name, score in (scores or {}).items() if name in reads.RAW}
	if outcome == CORRECTED and not {name for name in changed if changed[name] != answer[name]}:
		raise DomainError("nothing_corrected")
	return _write(
		answer, outcome, reason.strip(), {**_raw(answer), **(changed if outcome == CORRECTED else {})}
	)


def reasons_of(feedback: Any) -> dict[str, str]:
	"""Why somebody has to look at an answer, and why the record scores as it does, in the reader's language."""
	by_dimension = json.loads(feedback.record_why or "{}")
	return {
		"doubts": _lines(json.loads(feedback.doubts or "[]")),
		"record": _lines(one for name in (*OBJECTIVE, MEASURE) for one in by_dimension.get(name, ())),
	}


def _lines(reasons: Iterable[Mapping[str, Any]]) -> str:
	return messages.reasons(Reason(one["code"], one["params"]) for one in reasons)


def _look(answer: Any, staff: frozenset[str]) -> None:
	sender = reads.sender(answer.invitation)
	signed_in = () if answer.entered_by else (answer.owner,)  # who typed in a paper is no sender
	terms = reader().terms(answer.words or "")
	likes, dislikes = comment_terms.tone(terms)
	given = Given(
		scores={name: answer[name] for name in DIMENSIONS if answer[name]},
		overall=answer.overall or None,
		words=answer.words or "",
		at=answer.given_at,
		took=timedelta(seconds=answer.seconds) if answer.seconds else None,
		sender=next((one for one in (*sender, *signed_in) if one in staff), sender[0] if sender else ""),
		likes=likes,
		dislikes=dislikes,
		claims={dimension: tells == "Praise" for dimension, tells in reads.ticked(answer.name)},
	)
	on_record = OnRecord(
		objective={name: answer[f"record_{name}"] for name in OBJECTIVE if answer[f"record_{name}"]},
		facts={
			name: told for name in OBJECTIVE if (told := rule.bears_out(answer[f"record_{name}"])) is not None
		},
		staff=staff,
		others=reads.given_by(sender, answer.name, answer.given_at),
	)
	look = rule.first_look(given, on_record, sampling.picked(answer.name, SAMPLED, FEEDBACK))
	if look.status == VALID:
		_write(answer, VALID, "", _raw(answer), by_rule=True)
		return
	facts = {"doubts": json.dumps(record(look.reasons), ensure_ascii=False)}
	rows.change(
		FEEDBACK,
		answer.name,
		{**facts, **_present(PENDING, _raw(answer)), "verify_by": answer.given_at + look.within},
	)


def _write(answer: Any, outcome: str, reason: str, scores: Mapping[str, int], by_rule: bool = False) -> str:
	now, user = moments.site_now(), frappe.session.user
	name = rows.next_name(VERIFICATION, "VF")
	row = {
		**{"name": name, "owner": user, "modified_by": user, "creation": now, "modified": now},
		**{"feedback": answer.name, "company": answer.company, "team": answer.team, "outcome": outcome},
		**{"made_at": now, "made_by": user, "by_rule": int(by_rule), "reason": reason or None},
		**{name: score or None for name, score in scores.items()},
	}
	rows.append(VERIFICATION, FIELDS, [row])
	verified = {
		"verified_by": None if by_rule else user,
		"verified_at": now,
		"verified_reason": reason or None,
	}
	rows.change(
		FEEDBACK, answer.name, {**_present(outcome, scores), **verified, "verify_by": answer.given_at}
	)
	return name


def _present(status: str, scores: Mapping[str, int]) -> dict[str, Any]:
	"""What figures read: an answer that is in doubt counts as it was given until somebody has looked into it."""
	verified = {f"verified_{name}": score for name, score in scores.items()}
	return {"status": status, "counts": int(status != SET_ASIDE), **verified}


def _raw(answer: Any) -> dict[str, int]:
	return {name: answer[name] or 0 for name in reads.RAW}


def reader() -> comment_terms.Reader:
	"""Cuts comments into words, knowing what this site calls its goods and faults; made once."""
	return reference.compiled("comment_reader", _reader)


def _reader() -> comment_terms.Reader:
	return comment_terms.Reader(comment_terms.Vocabulary(comment_terms.own_words(reads.own_names())))
