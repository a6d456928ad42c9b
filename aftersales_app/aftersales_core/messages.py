"""The domain speaks in codes; here they become sentences in the reader's language."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import frappe
from frappe import _, _lt
from frappe.utils import get_fullname

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.sentences import SENTENCES as SHARED
from aftersales_app.domain.errors import DomainError, Reason

SENTENCES = {
	# files; these are said in other words where there is no form
	"wrong_encoding": _lt(
		"Line {line} is not {encoding}. Choose the file's encoding in the field Encoding (it looks like {suggestion}), or save the file as UTF-8."
	),
	"no_mapping_fits": _lt(
		"These columns are not understood by themselves: {columns}. Fill in Mapping: which column is which field."
	),
	"not_utf8": _lt(
		"Line {line} is not {encoding} (it looks like {suggestion}). Save the file as CSV (UTF-8) and attach that."
	),
	"columns_of_no_tickets": _lt(
		"These columns are not understood: {columns}. Call them as our fields are called: a log needs number, moment and state, a list number, opened_at and status; or take the columns of the replay command."
	),
	# calendars
	"weekday_out_of_range": _lt("That is not a weekday."),
	"moment_before_start": _lt("A clock cannot stop before it started."),
	# policies
	"condition_matched": _lt("{dimension}: {value}"),
	"no_conditions": _lt("Applies to every ticket of the company."),
	"only_match": _lt("No other policy matches."),
	"beats": _lt("More specific than {policy} by {by}."),
	"beats_as_own": _lt("Comes before {policy}: it is the company's own."),
	"beats_by_order": _lt("As specific as {policy}, and before it in the owner's order."),
	"beats_by_name": _lt("As specific as {policy}, and before it by name."),
	"judged_at_import": _lt("Judged at import, under the policies in force then."),
	"no_policy": _lt("No policy in force matches: nothing is promised."),
	# assignment
	"chosen": _lt("{strategy}: {by}"),
	"chosen_by": _lt("Chosen by {user}"),
	"handed_over": _lt("Handed over to {team}"),
	"waits_in_queue": _lt("Waits in the queue: {team}"),
	"no_team": _lt("Has no team yet."),
	"passed_over": _lt("{user}: {why}"),
	"nobody": _lt("None of {considered} can take it; it waits in the queue."),
	"only_candidate": _lt("is the only one who can take it"),
	"disabled": _lt("takes no new tickets"),
	"excluded": _lt("left out for this ticket"),
	"absent": _lt("is away"),
	"off_shift": _lt("is not on shift"),
	"missing_certificate": _lt("lacks a valid certificate"),
	"at_capacity": _lt("has as many tickets as they can take"),
	"not_preferred": _lt("does not know the case"),
	"later_in_turn": _lt("had a ticket more recently"),
	"more_loaded": _lt("has more open work"),
	"weaker_match": _lt("has fewer of the skills asked for"),
	"later_by_name": _lt("comes later by name, all else being equal"),
	# flow
	"move_not_allowed": _lt("A ticket cannot go from {from} to {to}."),
	"cause_missing": _lt("The cause is missing."),
	"action_missing": _lt("The action taken is missing."),
	"result_missing": _lt("The result is missing."),
	"open_visits": _lt("Visits not finished or cancelled: {count}."),
	"not_resolved": _lt("Resolve the ticket before closing it."),
	"opinion_missing": _lt(
		"A complaint needs the customer's last word, or the note that there was no answer."
	),
	"nothing_to_confirm": _lt("Resolve the ticket before asking the customer to confirm the result."),
	"customer_rejected": _lt("The customer rejected the result: that is no silence."),
	"price_unconfirmed": _lt("The work is charged for, but the customer has not confirmed the price."),
	"still_open": _lt("The ticket is still open."),
	"cancelled": _lt("The ticket was cancelled. Start a new, linked ticket."),
	"window_over": _lt("The reopening window ended on {until}. Start a new, linked ticket."),
	"not_closed_yet": _lt("The ticket is resolved but not closed yet."),
	"within_window": _lt("The reopening window is open until {until}."),
	# identity
	"phone_unreadable": _lt("{phone} cannot be read as a phone number."),
	"phone_too_long": _lt("{phone} has too many digits for one phone number."),
	"email_unreadable": _lt("{email} is not an e-mail address."),
	# visits
	"visit_ticket_not_open": _lt("Ticket {ticket} is {stage}. A visit needs an open ticket."),
	"visit_ends_before_start": _lt("The visit ends before it begins."),
	"visit_in_past": _lt("A visit cannot be planned in the past: {start}."),
	"visit_too_long": _lt(
		"A visit takes {days} days at the most. Check start and end, or plan several visits."
	),
	"visit_too_far_ahead": _lt("{start} is more than two years ahead. Check the year."),
	"technician_not_serving": _lt("{technician} is neither in the team {team} nor a service technician."),
	"technician_on_visit": _lt("{technician} has another visit from {start} to {end} (ticket {name})."),
	"technician_absent": _lt("{technician} is away from {start} to {end}."),
	"visit_move_not_allowed": _lt("A visit cannot go from {from} to {to}."),
	"work_done_missing": _lt("Write down the work done."),
	"checks_unanswered": _lt("Answer the mandatory checks: {checks}."),
	"signature_missing": _lt("Have the customer sign, or write down why there is no signature."),
	"warehouse_missing": _lt("Say from which warehouse the parts came: {parts}."),
	"price_not_confirmed": _lt("The customer has not confirmed a price, but {amount} would be charged."),
	"price_exceeded": _lt("The customer confirmed {confirmed}; {amount} would be charged."),
	"customer_missing": _lt(
		"The ticket has no customer who could be charged. Choose one on the ticket first."
	),
	# exemptions
	"clock_not_missed": _lt("The target {clock} was not missed: there is nothing to exempt."),
	"exemption_requested_already": _lt("An exemption for {clock} has been requested already."),
	"exemption_approved_already": _lt("An exemption for {clock} has been approved already."),
	"exemption_reason_missing": _lt("Explain why the target was missed."),
	"evidence_missing": _lt("Attach the evidence."),
	"exemption_decided_already": _lt("This request is decided already: {status}."),
	"decider_role_missing": _lt("Only an operations manager decides on exemptions."),
	"decider_is_requester": _lt("Nobody decides on their own request."),
	"decider_missed_it": _lt("Nobody decides on a target that they missed themselves."),
	"decision_note_missing": _lt("Give the reason for the decision in the remark."),
}

# The same codes said of whoever won by them: a choice is explained by what speaks for it.
WON_BY = {
	"only_candidate": SENTENCES["only_candidate"],
	"not_preferred": _lt("knows the case, or stands in for whoever does"),
	"later_in_turn": _lt("had the last ticket longest ago"),
	"more_loaded": _lt("has the least open work"),
	"weaker_match": _lt("has more of the skills asked for"),
	"later_by_name": _lt("comes first by name, all else being equal"),
}


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
	given = dict(params or {})
	if code == "chosen":
		given["by"] = str(WON_BY.get(given["by"], given["by"]))
	names = {name: _shown(name, value) for name, value in given.items()}
	sentence = str(SENTENCES[code]) if code in SENTENCES else _(SHARED[code])
	return sentence.format(**names)


def _shown(name: str, value: Any) -> Any:
	if name == "user":
		return get_fullname(value)
	if isinstance(value, datetime):
		return frappe.format(moments.to_site(value), "Datetime")
	if isinstance(value, tuple | list | frozenset):
		return ", ".join(_(str(part)) for part in value)
	if isinstance(value, str):
		return str(SENTENCES[value]) if value in SENTENCES else _(value)
	return value
