"""What customers consented to beyond the service itself, and took back (rules.md P1, P3, P4). Taking it back stops every use from then on;
what was done before stays lawful."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import frappe

from aftersales_app.aftersales_core import messages, moments, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain import personal_data
from aftersales_app.domain.anonymity import scrubbed
from aftersales_app.domain.errors import Decision
from aftersales_app.domain.personal_data import CALL_BACK, CONSENT, CONTRACT, RESEARCH
from aftersales_app.domain.retention import ERASE, Fate
from aftersales_app.service_quality.queries import feedback as reads
from aftersales_app.service_quality.queries.feedback import FEEDBACK

# Purpose by the name that fields have for it.
COLUMNS = {"research": RESEARCH, "contact": CALL_BACK}
GIVEN = tuple(f"agrees_to_{name}" for name in COLUMNS)
TAKEN_BACK = tuple(f"{name}_withdrawn_at" for name in COLUMNS)
STUDIED = (
	*("given_at", "team", "category", "item_code", "channel", "overall", "timeliness", "solving", "attitude"),
	*("compliance", "perception", "words"),
)
SHIPPED = "shipped 1"  # the version of the shipped notice; one more whenever its words change
FACTS = ("name", "basis", *GIVEN, *TAKEN_BACK)


def notice() -> tuple[str, str | None]:
	"""What customers are told before they answer, in the language that is spoken, and its version: the site's own words, else those that are
	shipped (rules.md P2)."""
	settings = core.settings()
	if settings.get("privacy_notice"):
		return settings.get("privacy_notice"), settings.get("privacy_notice_version")
	return messages.text("privacy_notice_shipped"), SHIPPED


def standing(answer: Any) -> frozenset[str]:
	"""The purposes that a customer agreed to on an answer and has not taken back."""
	return frozenset(
		purpose
		for name, purpose in COLUMNS.items()
		if answer.get(f"agrees_to_{name}") and not answer.get(f"{name}_withdrawn_at")
	)


def may_use(answer: Any, purpose: str) -> Decision:
	"""May an answer be used for a purpose? An answer is held for the service; what goes beyond needs consent that stands."""
	return personal_data.may_use(purpose, CONTRACT, standing(answer))


def open_consents(feedback: str) -> list[str]:
	"""The names of the consents of an answer that can be taken back."""
	answer = frappe.db.get_value(FEEDBACK, feedback, list(FACTS), as_dict=True)
	agreed = standing(answer) if answer else frozenset()
	return [name for name, purpose in COLUMNS.items() if purpose in agreed]


def for_studies(company: str, first: date, last: date) -> list[list[Any]]:
	"""Answers of a period whose customers agree to studies, a row each under a header: no customer, no ticket, and words without
	anybody's details."""
	rows_found = [list(STUDIED)]
	for answer in reads.answers(company, first, last, (*FACTS, *STUDIED)):
		if may_use(answer, RESEARCH).allowed:
			answer.words = scrubbed(answer.words, None) if answer.words else ""
			rows_found.append([answer[name] for name in STUDIED])
	return rows_found


def stop(answers: Sequence[str], purposes: Iterable[str]) -> int:
	"""Take consents back, from now on; how many there were."""
	now, wanted, count = moments.site_now(), set(purposes), 0
	for name in answers:
		open_ones = [one for one in open_consents(name) if one in wanted]
		if open_ones:
			rows.change(FEEDBACK, name, {f"{one}_withdrawn_at": now for one in open_ones})
		count += len(open_ones)
	return count


def released() -> list[str]:
	"""Answers that rested on a consent that was taken back and still have their words."""
	taken_back = {"basis": CONSENT, "research_withdrawn_at": ("is", "set"), "words": ("is", "set")}
	return frappe.get_all(FEEDBACK, taken_back, pluck="name")


def fates_of(answers: Sequence[str]) -> dict[tuple[str, str], Fate]:
	return {(FEEDBACK, name): Fate(ERASE) for name in answers}
