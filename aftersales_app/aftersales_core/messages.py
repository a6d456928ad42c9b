"""The domain speaks in codes; here they become sentences in the reader's language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import frappe
from frappe import _, _lt
from frappe.translate import get_user_lang
from frappe.utils import fmt_money, formatdate, get_fullname

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.sentences import KINDS
from aftersales_app.aftersales_core.sentences import SENTENCES as SHARED
from aftersales_app.domain.errors import Decision, DomainError, Reason

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
	"reopening_over": _lt("The reopening window ended on {until}. Start a new, linked ticket."),
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
	"arrival_off_plan": _lt("The visit is planned from {start} to {end}, not for now."),
	"work_done_missing": _lt("Write down the work done."),
	"checks_unanswered": _lt("Answer the mandatory checks: {checks}."),
	"signature_missing": _lt("Have the customer sign, or write down why there is no signature."),
	"warehouse_missing": _lt("Say from which warehouse the parts came: {parts}."),
	"price_not_confirmed": _lt("The customer has not confirmed a price, but {amount} would be charged."),
	"price_exceeded": _lt("The customer confirmed {confirmed}; {amount} would be charged."),
	"customer_missing": _lt(
		"The ticket has no customer who could be charged. Choose one on the ticket first."
	),
	# registered units
	"unit_day_ahead": _lt("{day}: {date} has not come yet."),
	"unit_delivery_ahead": _lt(
		"{day}: {date} has not come yet. Leave it empty until the unit is delivered; a delivery note fills it in."
	),
	"unit_sold_before_made": _lt(
		"Sold on {sold}, before it left the factory on {made}. Correct one of them."
	),
	"unit_installed_before_sold": _lt(
		"Installed on {installed}, before it was sold on {sold}. Correct one of them."
	),
	"jurisdiction_unreadable": _lt("{jurisdiction} is no country code. Write two letters, say CN."),
	"region_unknown": _lt("There is no region {region}. Enter a code such as CN-GD for Guangdong."),
	"reading_negative": _lt("Row {row} of the counter readings: a reading cannot be negative."),
	"reading_ahead": _lt("Row {row} of the counter readings: the day has not come yet."),
	"reading_backwards": _lt(
		"Row {row} of the counter readings: {value} is less than the {earlier} of {day}. Correct the reading or the day, or tick Counter Replaced if another counter was built in."
	),
	"region_elsewhere": _lt(
		"Region {region} is not one of {jurisdiction}. Write it as {jurisdiction}- and the region's code."
	),
	# who says what of a case
	"facts_contradict": _lt(
		"{fact}: {by} says {value}, {other_by} says {against}. The first counts. Correct what is wrong."
	),
	"said_by_unit": _lt("the record of the unit"),
	"said_by_cover": _lt("the unit's coverage on record"),
	"said_by_repairs": _lt("the unit's repairs on record"),
	"said_by_claim": _lt("the claim"),
	"said_by_return": _lt("the return"),
	"said_by_ticket": _lt("the ticket"),
	"said_by_trial": _lt("the case as it is told"),
	"said_by_rules": _lt("the coverage that follows from the dates"),
	# claims
	"claim_move_not_allowed": _lt("A claim cannot go from {from} to {to}."),
	"claim_not_open": _lt(
		"The claim is {status}: it was decided on meanwhile. Load the page again; what does not fit can be appealed."
	),
	"decider_entered_claim": _lt("Nobody decides on a claim that they entered themselves."),
	"decider_decided_before": _lt("An appeal is decided by somebody who had no part in the first decision."),
	"unknown_verdict": _lt("Approve the claim, refuse it, or give goodwill."),
	"claim_facts_missing": _lt("It cannot be refused while this is unknown: {facts}. Ask for it first."),
	"user_damage_unproven": _lt(
		"It cannot be refused as damage by the user: the trader has to prove it, and there is no test report."
	),
	"remedy_missing": _lt("Choose what the customer gets."),
	"remedy_not_owed": _lt("{remedy} is not owed by the rules. Give it as goodwill, or choose what is owed."),
	"goodwill_is_owed": _lt("{remedy} is owed by the rules: it is no goodwill. Approve it."),
	"override_reason_missing": _lt("This is otherwise than the rules say. Give the reason."),
	"second_for_goodwill": _lt("Goodwill needs a second person."),
	"second_for_refusal": _lt("A refusal needs a second person."),
	"second_for_unknown_value": _lt("What it is worth is unknown: a second person has to approve it."),
	"second_for_value": _lt("It is worth {value}, more than the {limit} that you may decide alone."),
	"approver_is_decider": _lt("Nobody approves their own decision."),
	"approver_entered_claim": _lt("Nobody approves the decision on a claim that they entered themselves."),
	"approver_limit_unknown_value": _lt(
		"What it is worth is unknown: somebody without a limit has to approve it, or the price has to be entered."
	),
	"approver_limit_value": _lt("It is worth {value}, more than the {limit} that you may approve."),
	"nothing_to_appeal": _lt("There is no decision yet that could be appealed."),
	"appeal_after_closing": _lt("The claim is {status}. Close it first; a closed claim can be appealed."),
	"appeal_reason_missing": _lt("Write down why the customer does not accept the decision."),
	"quotation_empty": _lt("Enter the costs of the repair first: there is nothing to quote."),
	"quotation_without_item": _lt(
		"Choose an item in these rows of the costs, as a quotation needs one: {rows}."
	),
	"consent_by_missing": _lt("Say who consented."),
	"consent_how_missing": _lt("Say how the consent was given."),
	"consent_day_missing": _lt("Say on which day the consent was given."),
	"consent_evidence_missing": _lt(
		"Attach what shows the consent: the signed quotation, a recording, a message."
	),
	"consent_before_quotation": _lt("The consent lies before the quotation of {quoted}."),
	"consent_ahead": _lt("The consent cannot be given after today."),
	"quotation_gone": _lt("There is no quotation any more that could be agreed to. Make one anew."),
	"quotation_draft": _lt(
		"Quotation {quotation} is a draft and may still change. Submit it first: the customer consents to what it says then."
	),
	"quotation_cancelled": _lt(
		"Quotation {quotation} is cancelled: nobody can consent to it. Amend and submit it, or make another one."
	),
	"quotation_below_costs": _lt(
		"Quotation {quotation} is for {total}, less than the costs of {costs} on the claim. Cancel it, correct the costs and quote anew."
	),
	"beyond_consent_value": _lt(
		"The costs are {value}, the customer consented to {limit}. Cancel the quotation, quote anew and have the customer consent to it."
	),
	"not_decided_for": _lt("Nothing is approved yet that could be carried out."),
	"consent_missing": _lt("The customer has not consented to the quotation yet. Record the consent first."),
	"execution_note_missing": _lt("Write down what was done."),
	"costs_beyond_unknown_value": _lt(
		"The costs have changed since the decision and nobody knows what it is worth now. Somebody who may decide on anything has to carry it out."
	),
	"costs_beyond_value": _lt(
		"Costs were added since the decision: it is worth {value} now, more than the {limit} that was decided within. Somebody with a higher limit has to carry it out."
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
	# returns
	"return_move_not_allowed": _lt("A return cannot go from {from} to {to}."),
	"return_there_already": _lt("This return is already {status}."),
	"unit_of_another_customer": _lt(
		"The product {unit} is not registered for {customer}. Check the serial number, or change its owner first."
	),
	"unit_gone": _lt("The product {unit} cannot go back: it is {status}."),
	"return_standing": _lt("There is an open return of {unit} already: {other}."),
	"notice_before_signing": _lt(
		"The notice of {notice} is before the customer signed for the goods on {signed}. Correct one of them."
	),
	"return_in_future": _lt("{day} has not come yet."),
	"refund_beyond_decision": _lt(
		"The refund of {amount} is more than the {value} that the claim {claim} was decided on. Correct the amounts, or have the claim decided anew."
	),
	"return_claim_missing": _lt(
		"Name the warranty claim that was decided for this: a return or an exchange for a defect is owed or given by its decision."
	),
	"return_grounds_missing": _lt("Name the warranty claim, or write down why it goes back."),
	"amount_negative": _lt("{label} is {amount}: an amount cannot be negative."),
	"return_facts_missing": _lt("Ask the customer first: {facts}."),
	"claim_gives_something_else": _lt(
		"The claim {claim} is not decided yet, or gives something else. Decide it first."
	),
	"defect_not_confirmed": _lt(
		"The inspection did not confirm the defect: nothing is paid or exchanged for it. Propose to refuse it."
	),
	"return_not_owed": _lt(
		"The rules do not oblige to take it back: {outcome}. Propose to refuse it, or have somebody else grant it."
	),
	"nothing_to_grant": _lt("There is nothing to grant: what is owed needs no goodwill."),
	"ruling_role_missing": _lt("Only a team lead or an operations manager decides on this."),
	"grant_own_request": _lt("Nobody grants a return that they entered themselves."),
	"another_unit_came": _lt("The serial number that came is {came}; {serial} was to come back."),
	"goods_back_too_early": _lt("The goods cannot be back on {day}: the return was asked for on {asked}."),
	"findings_unanswered": _lt("Say of each finding whether it was found: {findings}."),
	"intact_unanswered": _lt("Say whether the goods are intact."),
	"intact_contradicted": _lt("Goods with these findings are not intact: {findings}."),
	"photo_missing": _lt("Attach a photo of what is not intact."),
	"defect_unanswered": _lt("Say whether the defect is confirmed."),
	"refusal_reason_missing": _lt("Write down why it is refused: the customer will read it."),
	"refusal_not_lawful": _lt("It cannot be refused: {outcome}."),
	"refusal_ground_missing": _lt("Choose the ground of the refusal."),
	"refusal_contradicted": _lt("The inspection confirmed the defect."),
	"test_report_missing": _lt("Attach the test report: it is for the trader to prove this."),
	"ruling_own_proposal": _lt("Nobody decides on a refusal that they proposed themselves."),
	"no_refund_for_exchange": _lt("An exchange pays nothing back."),
	"refund_not_owed": _lt(
		"Nothing is owed after the inspection: {outcome}. Propose to refuse it, or have somebody else grant it."
	),
	"nothing_to_refund": _lt(
		"There is nothing to pay back: {amount}. Check what was paid and what is held back."
	),
	"invoice_unknown": _lt("Name the invoice by which it was sold."),
	"draft_made": _lt("The document is there already: {document}."),
	"only_exchanges_are_replaced": _lt("Only an exchange hands out a replacement."),
	"draft_missing": _lt("Make the ERP document first."),
	"credit_note_not_submitted": _lt(
		"The credit note {document} is not submitted. Have accounting submit it before the refund is recorded."
	),
	"settled_too_early": _lt("{day} is before the goods came back on {received}."),
	"out_serial_missing": _lt("Enter the serial number of the unit that was handed out."),
	"out_serial_in_use": _lt("The serial number {serial} is that of another registered product: {unit}."),
	"delivery_not_submitted": _lt(
		"Submit the delivery note first: stock says which serial number was handed out."
	),
	"out_serial_not_delivered": _lt("The delivery note hands out another serial number than {serial}."),
	# what was judged of a return without reason
	"ACCEPT": _lt("to be accepted"),
	"ASK": _lt("more has to be known"),
	"NOT_APPLICABLE": _lt("no right to return without a reason"),
	"REFUSE_STATUTORY": _lt("excluded by law"),
	"REFUSE_CONFIRMED": _lt("excluded, as the customer confirmed"),
	"REFUSE_LATE": _lt("the notice came too late"),
	"REFUSE_NOT_INTACT": _lt("the goods are not intact"),
}

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
AS_WRITTEN = frozenset({"column"})  # the heading of somebody's file
# What is wrong with somebody's file: all that these sentences quote stands in it.
OF_A_FILE = frozenset(
	(
		*(
			"missing_columns",
			"repeated_columns",
			"unknown_columns",
			"no_mapping_fits",
			"columns_of_no_tickets",
		),
		*("bad_date", "bad_number", "in_the_future", "unknown_state"),
		*("unreadable_moment", "bad_stay", "stay_reversed"),
	)
)
FACT_NAMES = frozenset({"fact", "since"})  # what names a fact of a case in a sentence
# The same codes said of whoever won by them: a choice is explained by what speaks for it.
WON_BY = {
	"only_candidate": SENTENCES["only_candidate"],
	"not_preferred": _lt("knows the case, or stands in for whoever does"),
	"later_in_turn": _lt("had the last ticket longest ago"),
	"more_loaded": _lt("has the least open work"),
	"weaker_match": _lt("has more of the skills asked for"),
	"later_by_name": _lt("comes first by name, all else being equal"),
}
# A move to where it is already, by a second click or from an old page.
THERE_ALREADY = {
	"move_not_allowed": _lt("The ticket is already {to}."),
	"visit_move_not_allowed": _lt("The visit is already {to}."),
	"claim_move_not_allowed": _lt("The claim is already {to}."),
	"return_move_not_allowed": _lt("The return is already {to}."),
}
LINE = "<br>\n"  # for people the one, for programs that leave out tags the other
# What of a reason is a word of somebody's own, even where it looks like a code.
WORDS = frozenset({"found", "value", "against", "word", "fact", "since"})


@contextmanager
def in_language_of(user: str | None = None) -> Iterator[None]:
	"""A user's language, else that of whom a job runs for; and the one before again, also after an error."""
	with speaking(get_user_lang(user)):
		yield


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
	"""A language, or the one that is spoken where it is None; and the one before again, also after an error."""
	before = frappe.local.lang, frappe.local.jenv
	frappe.local.lang, frappe.local.jenv = language or frappe.local.lang, None
	try:
		yield
	finally:
		frappe.local.lang, frappe.local.jenv = before


@contextmanager
def translated() -> Iterator[None]:
	"""Turn a DomainError raised inside into a translated message for the user."""
	try:
		yield
	except DomainError as error:
		frappe.throw(text(error.code, error.params))


def refuse_unless(decision: Decision, currency: str | None = None) -> None:
	"""Throw the decision's reasons as one translated message unless it allows; its decimals are amounts in the currency, if one is
	said."""
	if not decision.allowed:
		told = reasons(decision.reasons, currency)
		frappe.throw(told.replace("\n", LINE), title=_("Not Possible Yet"))


def reasons(found: Iterable[Reason], currency: str | None = None) -> str:
	"""Reasons as lines of text."""
	return "\n".join(text(reason.code, _priced(reason.params, currency)) for reason in found)


def _priced(params: Mapping[str, Any], currency: str | None) -> dict[str, Any]:
	return {
		name: fmt_money(value, currency=currency) if currency and isinstance(value, Decimal) else value
		for name, value in params.items()
	}


def text(code: str, params: Any = None) -> str:
	"""The sentence for a code."""
	given = dict(params or {})
	if code == "chosen":
		given["by"] = str(WON_BY.get(given["by"], given["by"]))
	shown = _quoted if code in OF_A_FILE or code.startswith("no_such_") else _shown
	names = {name: shown(name, value) for name, value in given.items()}
	return _sentence(code, given).format(**names)


def _sentence(code: str, given: dict[str, Any]) -> str:
	if code in THERE_ALREADY and given["from"] == given["to"]:
		return str(THERE_ALREADY[code])
	return str(SENTENCES[code]) if code in SENTENCES else _(SHARED[code])


def _quoted(name: str, value: Any) -> Any:
	"""As somebody wrote it, in whatever language."""
	return ", ".join(map(str, value)) if isinstance(value, tuple | list | frozenset) else value


def _shown(name: str, value: Any) -> Any:
	if name == "user":
		return get_fullname(value)
	if isinstance(value, bool):
		return _("Yes") if value else _("No")
	if isinstance(value, datetime):
		return frappe.format(moments.to_site(value), "Datetime")
	if isinstance(value, date):
		return formatdate(value)
	if isinstance(value, tuple | list | frozenset):
		return ", ".join(_(str(part)) for part in value)
	return _written(name, value) if isinstance(value, str) else value


def _written(name: str, value: str) -> str:
	"""A day as decisions on record have it, what kind of value a fact needs, or a word."""
	if name == "kind" and value in KINDS:
		return _(KINDS[value])
	return formatdate(value) if ISO_DAY.fullmatch(value) else _word(name, value)


def _word(name: str, value: str) -> str:
	"""A word of somebody's own, a fact, else a code; some facts are called as a code is."""
	if name in AS_WRITTEN:
		return value
	if name in FACT_NAMES or name in WORDS or value not in SENTENCES:
		return _(value)
	return str(SENTENCES[value])
