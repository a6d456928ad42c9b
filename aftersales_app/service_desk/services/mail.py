"""Mail becomes tickets and messages on tickets.

Frappe fetches, parses and stores mail (Email Account, InboundMail, Communication). Here is decided what it means: which
ticket a mail belongs to, whether it opens one, and what a message does to its ticket. `overrides/` calls these functions.
A mail is never refused for what is in it: what opens no ticket is kept as a Communication of its mailbox.
"""

import hashlib
from email.utils import getaddresses
from typing import Any

import frappe
from frappe import _
from frappe.core.utils import html2text
from frappe.email.receive import SentEmailInInboxError
from frappe.model.workflow import get_transitions
from frappe.utils import escape_html
from frappe.utils.html_utils import clean_script_and_style
from frappe.utils.jinja import render_template

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import mail
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.identity import normalise_email
from aftersales_app.domain.ticket_flow import OPEN, REOPEN, WAITING_CUSTOMER, WORKING, can_reopen
from aftersales_app.service_desk import queries as desk
from aftersales_app.service_desk.queries import mail as queries
from aftersales_app.service_desk.services import event_log, tickets
from aftersales_app.service_desk.services.flow import flow

TICKET = "Aftersales Ticket"
SUBJECT_KEPT = (
	1_000  # characters of a long subject in the description; longer ones come whole as an attachment
)
BODY_KEPT = 20_000  # characters of the body in the ticket's description; the message has all of it
ACKNOWLEDGEMENTS_PER_HOUR = 3
HOUR = 3600
PERSONAL, AUTOMATIC = "Communication", "Automated Message"
MARK = "X-Aftersales-Automatic"


# What comes in


def makes_tickets(found: Any) -> bool:
	"""Does this mail come from a mailbox (or its folder) that is appended to tickets?"""
	account = found.email_account
	return (found.append_to if account.use_imap else account.append_to) == TICKET


def may_fetch(account: Any) -> bool:
	"""Only the system takes in mail for tickets: it may do on every team's ticket what a customer's mail asks for."""
	folders = [row.append_to for row in account.imap_folder] if account.use_imap else [account.append_to]
	if TICKET not in folders or frappe.session.user == "Administrator":
		return True
	frappe.msgprint(_("Mail for tickets is fetched in the background, every few minutes."))
	return False


def examine(arrival: Any) -> None:
	"""Note on an InboundMail what kind of mail it is, and give it what Frappe expects of every mail."""
	arrival.opened = arrival.continues = None
	if not arrival.from_email:
		arrival.from_email = arrival.from_real_name = ""
	arrival.nature = mail.nature(arrival.mail, arrival.from_email, queries.own_addresses())
	arrival.whole_subject = mail.subject(arrival.mail) or _("(no subject)")
	arrival.subject = mail.shortened(arrival.whole_subject, tickets.SUBJECT_LENGTH)
	if not arrival.message_id:
		arrival.message_id = f"{_digest(arrival.raw_message)}@{arrival.email_account.email_id}"
	if len(arrival.whole_subject) > SUBJECT_KEPT:
		arrival.attachments.append(
			{"content_type": "text/plain", "fname": "subject.txt", "fcontent": arrival.whole_subject.encode()}
		)


def message_facts(arrival: Any) -> dict[str, Any]:
	"""What the Communication of a mail says beyond what Frappe puts there."""
	return {
		"subject": mail.shortened(arrival.whole_subject, SUBJECT_KEPT),
		"communication_type": AUTOMATIC if arrival.nature.automatic else PERSONAL,
	}


def home(arrival: Any, found: Any) -> Any:
	"""The document that a mail belongs to, None where it belongs to none yet.

	`found` is what Frappe found by In-Reply-To. A ticket that can no longer be reopened hands over to the one that
	continues it; a person's mail opens that one where there is none.
	"""
	if found and found.doctype not in (TICKET, "Communication"):
		return found
	name = found.name if found and found.doctype == TICKET else _ticket_of(arrival)
	if not name:
		return None
	ticket = _last_of_chain(name)
	if arrival.nature.automatic or _goes_on(ticket):
		return ticket
	arrival.continues = ticket.name
	return None


def _ticket_of(arrival: Any) -> str | None:
	return queries.ticket_of_messages(mail.answered(arrival.mail)) or _named_ticket(arrival)


def _named_ticket(arrival: Any) -> str | None:
	"""A ticket by its number in the subject, for those who have to do with it; a stranger opens a ticket of their own."""
	for number in mail.ticket_numbers(arrival.subject):
		known = queries.known_caller(number)
		if known and _has_to_do_with(known, arrival.from_email):
			return known.name
	return None


def _has_to_do_with(known: Any, sender: str) -> bool:
	if not sender:
		return False
	if sender == known.contact_email or queries.wrote_on(known.name, sender) or queries.staff_among([sender]):
		return True
	contact = desk.contact_by_email(sender) if known.customer else None
	return bool(contact and desk.customer_of_contact(contact) == known.customer)


def _last_of_chain(name: str) -> Any:
	ticket, seen = frappe.get_doc(TICKET, name), {name}
	while not _goes_on(ticket):
		following = queries.continuation(ticket.name)
		if not following or following in seen:
			break
		seen.add(following)
		ticket = frappe.get_doc(TICKET, following)
	return ticket


def _goes_on(ticket: Any) -> bool:
	"""Open, or closed so recently that the customer's word opens it again."""
	if ticket.status_category in OPEN:
		return True
	return can_reopen(tickets.reopen_facts(ticket), moments.now()).outcome == REOPEN


def open_ticket(arrival: Any) -> str | None:
	"""A new ticket for a person's mail; none for what no person wrote. The same Message-ID never opens a second one."""
	if arrival.nature.automatic:
		return None
	ticket = _new_ticket(arrival)
	ticket.flags.source_key = source_key(arrival.message_id)
	ticket.flags.cleaned = True
	ticket.flags.keep_no_caller = not arrival.email_account.create_contact  # the mailbox's own setting
	try:
		ticket.insert()
	except frappe.UniqueValidationError as error:
		raise SentEmailInInboxError from error  # another worker has just taken it in: nothing left to do
	arrival.opened = ticket.name
	return ticket.name


def _new_ticket(arrival: Any) -> Any:
	if arrival.continues:
		ticket = tickets.continue_in_new(arrival.continues, arrival.subject)
	else:
		ticket = frappe.new_doc(TICKET)
		ticket.update({"subject": arrival.subject, **_destination(arrival.email_account)})
	if arrival.from_email != ticket.contact_email:
		ticket.update({"contact": None, "contact_phone": None, **_sender(arrival)})
	opened = mail.arrived_at(arrival.mail, moments.now())
	ticket.update(
		{"channel": "E-mail", "opened_at": moments.to_site(opened), "description": _description(arrival)}
	)
	return ticket


def _sender(arrival: Any) -> dict[str, str | None]:
	name = mail.shortened(" ".join((arrival.from_real_name or "").split()), 140)
	try:
		return {"contact_email": normalise_email(arrival.from_email), "contact_name": name}
	except DomainError:
		return {
			"contact_email": None,
			"contact_name": mail.shortened(f"{name} {arrival.from_email}".strip(), 140),
		}


def _destination(account: Any) -> dict[str, str | None]:
	"""Company and team of the mailbox; the default company where it names none."""
	company = account.get("aftersales_company") or _default_company()
	team = desk.team(account.get("aftersales_team"))
	return {"company": company, "team": team.name if team and team.company == company else None}


def _default_company() -> str | None:
	return frappe.defaults.get_global_default("company")


def _description(arrival: Any) -> str:
	"""The request in plain text; what the subject had no room for comes first."""
	body = arrival.text_content or html2text(clean_script_and_style(arrival.html_content or ""))
	parts = [mail.shortened(body.strip(), BODY_KEPT)]
	if arrival.whole_subject != arrival.subject:
		parts.insert(0, mail.shortened(arrival.whole_subject, SUBJECT_KEPT))
	return "".join(f"<p>{_lines(part)}</p>" for part in parts if part)


def _lines(text: str) -> str:
	return escape_html(text).replace("\r", "").replace("\n", "<br>")


def keeper_of_files(message: Any) -> Any:
	"""Files go to the ticket, since whoever may read the ticket may read them; without one they stay with the message."""
	if message.reference_doctype != TICKET:
		return message
	return frappe._dict(doctype=TICKET, name=message.reference_name)


def plain_as_html(arrival: Any) -> None:
	"""A mail without HTML shows every character as its writer typed it."""
	if arrival.content_type == "text/plain":
		arrival.content, arrival.content_type = f"<p>{_lines(arrival.text_content.strip())}</p>", "text/html"


def source_key(message_id: str) -> str:
	"""The key under which the ticket that a mail opened is known: unique on the site."""
	return f"mail:{_digest(message_id.encode())}"


def _digest(raw: bytes | str) -> str:
	return hashlib.sha256(raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")).hexdigest()


# What a message does to its ticket


def take_note(message: Any) -> None:
	"""A Communication on a ticket was stored: a customer's moves the ticket on, ours answers the customer."""
	if message.reference_doctype != TICKET or message.communication_type not in (PERSONAL, AUTOMATIC):
		return
	received = message.sent_or_received == "Received"
	if message.communication_type == AUTOMATIC:
		if received:
			_record(frappe.get_doc(TICKET, message.reference_name), message, "Automatic")
	elif received and _opened_by(message):
		return  # the ticket says it all
	elif not received or queries.staff_among([message.sender]):
		_by_staff(message)
	else:
		_by_customer(message)


def _opened_by(message: Any) -> bool:
	return bool(message.message_id) and queries.opening_key(message.reference_name) == source_key(
		message.message_id
	)


def _by_customer(message: Any) -> None:
	ticket = _locked(message)
	ticket.flags.contacts = 1
	state = _state_to_go_on(ticket)
	if state:
		ticket.status = state
	_note_and_save(ticket, message, "Customer")


def _by_staff(message: Any) -> None:
	"""Ours to somebody outside is an answer; a word among colleagues is not."""
	ticket = _locked(message)
	if ticket.first_response_at or not _goes_outside(message):
		return _record(ticket, message, "Staff")
	ticket.flags.responded_at = _moment_of(message)
	_note_and_save(ticket, message, "Staff")


def _locked(message: Any) -> Any:
	return frappe.get_doc(TICKET, message.reference_name, for_update=True)


def _note_and_save(ticket: Any, message: Any, side: str) -> None:
	if not frappe.has_permission(ticket.doctype, "write", doc=ticket):
		return _record(ticket, message, side)
	event_log.note(ticket, "Message", _moment_of(message), from_value=side, to_value=message.name)
	ticket.save()


def _record(ticket: Any, message: Any, side: str) -> None:
	event_log.note(ticket, "Message", _moment_of(message), from_value=side, to_value=message.name)
	event_log.write_noted(ticket)


def _moment_of(message: Any) -> Any:
	return moments.to_utc(message.send_after or message.communication_date) or moments.now()


def _goes_outside(message: Any) -> bool:
	if message.communication_medium != "Email":
		return True
	written = getaddresses([line for line in (message.recipients, message.cc, message.bcc) if line])
	addresses = {address.lower() for _name, address in written if address}
	return bool(addresses - queries.own_addresses() - queries.staff_among(addresses))


def _state_to_go_on(ticket: Any) -> str | None:
	"""The state that a customer's word brings the ticket into, of those that the workflow offers here; None: it stays."""
	if ticket.status_category in OPEN - {WAITING_CUSTOMER} or not _goes_on(ticket):
		return None
	offered = [row.next_state for row in get_transitions(ticket)]
	working = [state for state in offered if flow().category(state) == WORKING]
	earlier = queries.state_before(ticket.name, ticket.status)
	return earlier if earlier in working else next(iter(working), None)


# What goes out by itself


def acknowledge(account: Any, message: Any, arrival: Any) -> None:
	"""Tell the sender of a mail that opened a ticket its number: once per ticket, a few times per sender and hour."""
	if not (arrival.opened and arrival.nature.answerable and account.enable_outgoing):
		return
	if not _within_limit(arrival.from_email):
		return
	facts = {**message.as_dict(), "ticket": arrival.opened}
	text = account.auto_reply_message or _("We have your message and work on it as ticket {{ ticket }}.")
	frappe.sendmail(
		recipients=[arrival.from_email],
		sender=account.email_id,
		subject=f"{_('Re:')} {arrival.subject} (#{arrival.opened})",
		content=render_template(text, facts),
		reference_doctype=TICKET,
		reference_name=arrival.opened,
		in_reply_to=message.name,
		email_headers={MARK: "auto-replied", "X-Auto-Response-Suppress": "All"},
	)


def mark_automatic(body: Any) -> None:
	"""Say in the standard header what Frappe lets us say only in one of our own."""
	if MARK in body.msg_root:
		body.set_header("Auto-Submitted", body.msg_root[MARK])


def _within_limit(sender: str) -> bool:
	key = frappe.cache.make_key(f"aftersales:acknowledged:{sender}")
	count = frappe.cache.incrby(key, 1)
	if count == 1:
		frappe.cache.expire(key, HOUR)
	return count <= ACKNOWLEDGEMENTS_PER_HOUR


def check_mailbox(account: Any) -> None:
	"""The team of a mailbox must belong to the company of the mailbox."""
	team = desk.team(account.get("aftersales_team"))
	if not team:
		return
	company = account.get("aftersales_company") or _default_company()
	if team.company != company:
		frappe.throw(
			_("Team {0} belongs to {1}, the mailbox to {2}.").format(team.name, team.company, company)
		)
