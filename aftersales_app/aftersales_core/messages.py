"""The domain speaks in codes; here they become sentences in the reader's language."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe import _

from aftersales_app.domain.errors import DomainError, Reason


@contextmanager
def translated() -> Iterator[None]:
	"""Turn a DomainError raised inside into a translated message for the user."""
	try:
		yield
	except DomainError as error:
		frappe.throw(text(error.code, error.params))


def reasons(found: Iterable[Reason]) -> str:
	"""Reasons as lines of text."""
	return "\n".join(text(reason.code, reason.params) for reason in found)


def text(code: str, params: Any = None) -> str:
	"""The sentence for a code."""
	names = {
		name: _(value) if isinstance(value, str) else value for name, value in dict(params or {}).items()
	}
	return _sentences()[code].format(**names)


def _sentences() -> dict[str, str]:
	return {
		# calendars
		"no_working_time": _(
			"The calendar has no working time: add at least one window, or mark it as around the clock."
		),
		"windows_overlap": _("Two windows of the same day overlap. Each hour may be in one window only."),
		"window_out_of_bounds": _(
			"A window must begin before it ends, within one day. Split a night shift at midnight."
		),
		"weekday_out_of_range": _("That is not a weekday."),
		"unknown_time_zone": _("{zone} is not a time zone. Use a name such as Asia/Shanghai."),
		"moment_before_start": _("A clock cannot stop before it started."),
		"target_not_positive": _("A target must be longer than nothing."),
		# policies
		"dates_reversed": _("The policy ends before it begins."),
		"unknown_condition": _("The policy has a condition that tickets do not know."),
		"condition_matched": _("{dimension}: {value}"),
		"no_conditions": _("Applies to every ticket of the company."),
		"only_match": _("No other policy matches."),
		"beats": _("More specific than {policy} by {by}."),
		"no_policy": _("No policy in force matches: nothing is promised."),
		# assignment
		"chosen": _("{strategy}, decided by: {by}"),
		"nobody": _("None of {considered} can take it; it waits in the queue."),
		"only_candidate": _("the only one who can take it"),
		"disabled": _("takes no new tickets"),
		"excluded": _("left out for this ticket"),
		"absent": _("is away"),
		"off_shift": _("is not on shift"),
		"missing_certificate": _("lacks a valid certificate"),
		"at_capacity": _("has as many tickets as they can take"),
		"not_preferred": _("does not know the case"),
		"later_in_turn": _("had a ticket more recently"),
		"more_loaded": _("has more open work"),
		"weaker_match": _("has fewer of the skills asked for"),
		"later_by_name": _("all else being equal, by name"),
		# flow
		"unknown_category": _("{category} is not a stage of a ticket."),
		"move_not_allowed": _("A ticket cannot go from {from} to {to}."),
		"cause_missing": _("The cause is missing."),
		"action_missing": _("The action taken is missing."),
		"result_missing": _("The result is missing."),
		"open_visits": _("Visits not finished or cancelled: {count}."),
		"not_resolved": _("Resolve the ticket before closing it."),
		"opinion_missing": _(
			"A complaint needs the customer's last word, or the note that there was no answer."
		),
		"still_open": _("The ticket is still open."),
		"cancelled": _("The ticket was cancelled. Start a new, linked ticket."),
		"window_over": _("The reopening window ended on {until}. Start a new, linked ticket."),
		"not_closed_yet": _("The ticket is resolved but not closed yet."),
		"within_window": _("The reopening window is open until {until}."),
		# identity
		"phone_unreadable": _("{phone} cannot be read as a phone number."),
		"phone_too_long": _("{phone} has too many digits for one phone number."),
		"email_unreadable": _("{email} is not an e-mail address."),
	}
