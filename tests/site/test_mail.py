"""Mail through real servers: sent by SMTP to exim, fetched from dovecot by Frappe's Email Account, as the system does."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime

import frappe
import pytest
from factories.goods import a_company
from factories.mailroom import PASSWORD, Mailroom, what_is_missing
from factories.people import make_customer, make_user
from factories.prerequisites import unavailable
from factories.service import make_team
from factories.unique import unique, unique_email

from aftersales_app.aftersales_core import moments
from aftersales_app.service_desk.services import mail

TICKET = "Aftersales Ticket"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailroom]:
	if what_is_missing():
		unavailable(f"not installed: {what_is_missing()}")
	room = Mailroom(tmp_path_factory.mktemp("mail"))
	try:
		room.start()
		yield room
	finally:
		room.stop()


class Desk:
	"""A mailbox for tickets on the site, and a customer who writes to it."""

	def __init__(self, room: Mailroom, **fields: object) -> None:
		frappe.local.outgoing_email_account = {}
		self.room, self.address, self.customer = room, unique_email("service"), unique_email("customer")
		room.box(self.address).mkdir()
		self.account = frappe.get_doc(
			{
				"doctype": "Email Account",
				"email_account_name": unique("Service Mail"),
				"email_id": self.address,
				"password": PASSWORD,
				"enable_incoming": 1,
				"use_imap": 1,
				"use_ssl": 0,
				"email_server": "127.0.0.1",
				"incoming_port": str(room.imap),
				"email_sync_option": "UNSEEN",
				"imap_folder": [{"folder_name": "INBOX", "append_to": TICKET}],
				"enable_outgoing": 1,
				"smtp_server": "127.0.0.1",
				"smtp_port": str(room.smtp),
				"create_contact": 0,
				**fields,
			}
		).insert()

	def letter(
		self, subject: str = "Pump leaks", body: str = "Water everywhere", **headers: str
	) -> EmailMessage:
		letter = EmailMessage()
		letter["From"], letter["To"] = f"Li Na <{self.customer}>", self.address
		letter["Subject"] = subject
		letter["Message-ID"] = f"<{unique('m').replace(' ', '.')}@mail.example.org>"
		letter["Date"] = format_datetime(datetime.now(timezone.utc))
		letter.set_content(body)
		for name, value in headers.items():
			del letter[name.replace("_", "-")]
			letter[name.replace("_", "-")] = value
		return letter

	def take_in(self, *letters: EmailMessage | bytes, sender: str | None = None) -> list[str]:
		"""Send, fetch; the tickets that are new."""
		before, had = set(self.tickets()), len(self.room.files(self.address))
		for letter in letters:
			self.room.send(letter, self.address, self.customer if sender is None else sender)
		self.room.wait_for(self.address, had + len(letters))
		return self.fetch(before)

	def fetch(self, before: set[str] = frozenset()) -> list[str]:
		frappe.get_doc("Email Account", self.account.name).receive()
		unhandled = frappe.get_all("Unhandled Email", {"email_account": self.account.name}, pluck="reason")
		assert not unhandled, unhandled[0]
		return [name for name in self.tickets() if name not in before]

	def tickets(self) -> list[str]:
		return frappe.get_all(TICKET, {"channel": "E-mail"}, pluck="name", order_by="name")

	def ticket(self, **fields: object):
		(name,) = self.take_in(self.letter())
		if fields:
			frappe.db.set_value(TICKET, name, fields)
		return frappe.get_doc(TICKET, name)

	def messages(self, ticket: str | None = None) -> list:
		owner = (
			{"reference_doctype": TICKET, "reference_name": ticket}
			if ticket
			else {"reference_name": ("is", "not set")}
		)
		return frappe.get_all(
			"Communication",
			{"email_account": self.account.name, **owner},
			["name", "subject", "content", "sender", "communication_type", "message_id", "sent_or_received"],
			order_by="creation",
		)

	def answer_to(self, ticket, **headers: str) -> EmailMessage:
		(first, *_rest) = self.messages(ticket.name)
		return self.letter("Re: Pump leaks", "One thing more", In_Reply_To=f"<{first.message_id}>", **headers)

	def waiting_mail(self) -> list:
		names = frappe.get_all(
			"Email Queue", {"email_account": self.account.name, "status": "Not Sent"}, pluck="name"
		)
		return [frappe.get_doc("Email Queue", name) for name in names]


@pytest.fixture
def desk(room: Mailroom) -> Desk:
	return Desk(room)


def events(ticket: str, kind: str) -> list[tuple[str, str]]:
	rows = frappe.get_all(
		"Aftersales Ticket Event",
		{"ticket": ticket, "kind": kind},
		["from_value", "to_value"],
		order_by="name",
	)
	return [(row.from_value, row.to_value) for row in rows]


def value(ticket: str, *fields: str):
	return frappe.db.get_value(TICKET, ticket, fields if len(fields) > 1 else fields[0])


def test_a_mail_becomes_a_ticket_of_its_mailbox(room):
	company = a_company()
	team = make_team([make_user("Service Agent")])
	desk = Desk(room, aftersales_company=company, aftersales_team=team)
	(name,) = desk.take_in(desk.letter(body="Line one\nLine <two> & more"))
	ticket = frappe.get_doc(TICKET, name)
	assert (ticket.subject, ticket.channel, ticket.company, ticket.team) == (
		"Pump leaks",
		"E-mail",
		company,
		team,
	)
	assert (ticket.contact_email, ticket.contact_name, ticket.contacts) == (desk.customer, "Li Na", 1)
	assert (ticket.status, ticket.policy is not None) == ("New", True)
	assert "Line one" in ticket.description and "<two>" not in ticket.description
	(message,) = desk.messages(name)
	assert (message.sender, message.communication_type) == (desk.customer, "Communication")
	assert "Line one<br>Line &lt;two&gt; &amp; more" in message.content


def test_the_request_reached_us_when_our_server_took_it(desk):
	long_ago = format_datetime(datetime.now(timezone.utc) - timedelta(days=300))
	(name,) = desk.take_in(desk.letter(Date=long_ago))
	assert abs((moments.to_utc(value(name, "opened_at")) - moments.now()).total_seconds()) < 120


def test_the_sender_is_identified_as_at_any_intake(desk):
	customer = make_customer()
	contact = frappe.get_doc({"doctype": "Contact", "first_name": unique("Li")})
	contact.add_email(desk.customer, is_primary=1)
	contact.append("links", {"link_doctype": "Customer", "link_name": customer})
	contact.insert()
	customers = frappe.db.count("Customer")
	(name,) = desk.take_in(desk.letter())
	assert value(name, "customer", "contact") == (customer, contact.name)
	assert frappe.db.count("Customer") == customers


def test_the_same_message_twice_is_one_ticket(desk):
	letter = desk.letter()
	assert len(desk.take_in(letter, letter)) == 1
	assert desk.take_in(letter) == []
	bare = b"From: x@example.org\r\nSubject: no id\r\n\r\nhelp\r\n"
	assert len(desk.take_in(bare)) == 1


def test_a_second_worker_that_missed_the_first_ones_ticket_adds_nothing(desk):
	letter = desk.letter()
	other = frappe.get_doc({"doctype": TICKET, "subject": "x", "company": a_company()})
	other.insert().db_set("source_key", mail.source_key(letter["Message-ID"].strip("<>")))
	frappe.db.savepoint("here")
	from aftersales_app.overrides.email_account import TicketMail

	with pytest.raises(mail.SentEmailInInboxError):
		TicketMail(letter.as_bytes(), desk.account, append_to=TICKET).process()
	frappe.db.rollback(save_point="here")


def test_a_reply_lands_on_its_ticket_and_counts_as_contact(desk):
	ticket = desk.ticket()
	assert desk.take_in(desk.answer_to(ticket)) == []
	assert len(desk.messages(ticket.name)) == 2
	assert value(ticket.name, "contacts") == 2
	assert [side for side, _name in events(ticket.name, "Message")] == ["Customer"]


def test_a_reply_is_known_by_any_message_of_its_thread(desk):
	ticket = desk.ticket()
	(first,) = desk.messages(ticket.name)
	references = f"<elsewhere@x.example> <{first.message_id}> <unknown@y.example>"
	assert (
		desk.take_in(desk.letter("Something else", In_Reply_To="<unknown@y.example>", References=references))
		== []
	)
	assert len(desk.messages(ticket.name)) == 2


def test_the_number_in_the_subject_is_for_those_who_have_to_do_with_it(desk):
	ticket = desk.ticket()
	named = f"Once more about #{ticket.name}"
	assert desk.take_in(desk.letter(named)) == []
	desk.customer, stranger = unique_email("stranger"), desk.customer
	(own,) = desk.take_in(desk.letter(named))
	assert own != ticket.name and stranger != desk.customer
	assert len(desk.messages(ticket.name)) == 2


def test_two_requests_with_one_subject_are_two_tickets(desk):
	assert len(desk.take_in(desk.letter("Help"), desk.letter("Help"))) == 2


@pytest.mark.parametrize("earlier", ["In Service", "In Diagnosis"])
def test_an_answer_ends_the_waiting_in_the_state_before_it(desk, earlier):
	ticket = desk.ticket()
	path = (
		["In Diagnosis", "In Service", "Waiting for Customer"]
		if earlier == "In Service"
		else ["In Diagnosis", "Waiting for Customer"]
	)
	for state in path:
		ticket.status = state
		ticket.save()
	assert value(ticket.name, "resolution_verdict") == "Paused"
	desk.take_in(desk.answer_to(ticket))
	assert value(ticket.name, "status", "contacts", "resolution_verdict") == (earlier, 2, "Running")
	assert events(ticket.name, "State")[-1] == ("Waiting for Customer", earlier)


def test_the_workflows_owner_decides_where_an_answer_may_lead(desk):
	ticket = desk.ticket()
	for state in ("In Diagnosis", "Waiting for Customer"):
		ticket.status = state
		ticket.save()
	workflow = frappe.get_doc("Workflow", {"document_type": TICKET})
	workflow.transitions = [row for row in workflow.transitions if row.state != "Waiting for Customer"]
	workflow.save()
	desk.take_in(desk.answer_to(ticket))
	assert value(ticket.name, "status", "contacts") == ("Waiting for Customer", 2)


def closed(desk, days_ago: int):
	ticket = desk.ticket()
	for state in ("In Diagnosis", "In Service"):
		ticket.status = state
		ticket.save()
	ticket.update({"cause": "Worn part", "action_taken": "Repair", "result": "Solved", "status": "Resolved"})
	ticket.save()
	ticket.status = "Closed"
	ticket.save()
	ended = moments.to_site(moments.now() - timedelta(days=days_ago))
	frappe.db.set_value(TICKET, ticket.name, {"closed_at": ended, "first_closed_at": ended})
	return ticket


def test_an_answer_inside_the_window_reopens(desk):
	ticket = closed(desk, days_ago=13)
	first_closed = value(ticket.name, "first_closed_at")
	assert desk.take_in(desk.answer_to(ticket)) == []
	assert value(ticket.name, "status", "reopenings", "contacts") == ("In Service", 1, 2)
	assert value(ticket.name, "first_closed_at") == first_closed


def test_an_answer_after_the_window_opens_one_linked_ticket(desk):
	ticket = closed(desk, days_ago=15)
	(new,) = desk.take_in(desk.answer_to(ticket))
	assert value(new, "previous_ticket", "channel", "contact_email") == (ticket.name, "E-mail", desk.customer)
	assert value(ticket.name, "status", "reopenings") == ("Closed", 0)
	assert desk.take_in(desk.answer_to(ticket)) == []
	assert (len(desk.messages(new)), value(new, "contacts")) == (2, 2)


AUTOMATIC = {
	"vacation": {"Auto-Submitted": "auto-replied"},
	"bulk": {"Precedence": "bulk"},
	"exchange": {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"},
	"daemon": {"From": "Mail Delivery System <MAILER-DAEMON@example.org>"},
	"subject": {"Subject": "自动回复：我在休假"},
}


@pytest.mark.parametrize("headers", AUTOMATIC.values(), ids=AUTOMATIC)
def test_what_no_person_wrote_opens_no_ticket_and_moves_none(room, headers):
	desk = Desk(room, enable_auto_reply=1)
	assert desk.take_in(desk.letter(**headers)) == []
	assert [message.communication_type for message in desk.messages()] == ["Automated Message"]
	ticket = closed(desk, days_ago=15)
	for waiting in desk.waiting_mail():
		waiting.db_set("status", "Sent")
	assert desk.take_in(desk.answer_to(ticket, **headers)) == []
	assert value(ticket.name, "status", "contacts") == ("Closed", 1)
	assert [side for side, _name in events(ticket.name, "Message")] == ["Automatic"]
	assert desk.waiting_mail() == []


def test_a_null_return_path_is_a_bounce(desk):
	assert desk.take_in(desk.letter(), sender="") == []
	assert len(desk.messages()) == 1


def test_a_real_bounce_comes_back_to_its_ticket(desk, room):
	ticket = desk.ticket(contact_email="nobody@example.org")
	had = len(room.files(desk.address))
	frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_medium": "Email",
			"sent_or_received": "Sent",
			"subject": "Your pump",
			"content": "We come tomorrow",
			"sender": desk.address,
			"recipients": "nobody@example.org",
			"message_id": unique("out").replace(" ", "."),
			"reference_doctype": TICKET,
			"reference_name": ticket.name,
		}
	).insert().send_email()
	(waiting,) = desk.waiting_mail()
	waiting.send(force_send=True)
	room.wait_for(desk.address, had + 1)
	assert desk.fetch(set(desk.tickets())) == []
	assert value(ticket.name, "contacts") == 1
	assert [side for side, _name in events(ticket.name, "Message")] == ["Staff", "Automatic"]


def test_our_own_address_does_not_write_to_us(room):
	desk, other = Desk(room, enable_auto_reply=1), Desk(room)
	assert desk.take_in(desk.letter(From=other.address), sender=other.address) == []
	assert desk.waiting_mail() == []


def test_the_acknowledgement_goes_once_and_says_that_a_machine_wrote_it(room):
	desk = Desk(room, enable_auto_reply=1)
	ticket = desk.ticket()
	desk.take_in(desk.answer_to(ticket))
	(waiting,) = desk.waiting_mail()
	waiting.send(force_send=True)
	(raw,) = room.wait_for(desk.customer)
	text = raw.decode()
	assert re.search(r"^Auto-Submitted: auto-replied\r?$", text, re.M)
	assert re.search(r"^X-Auto-Response-Suppress: All\r?$", text, re.M)
	assert ticket.name in text
	(first, *_rest) = desk.messages(ticket.name)
	assert re.search(rf"^In-Reply-To: <{re.escape(first.message_id)}>\r?$", text, re.M)


def test_a_sender_gets_three_acknowledgements_an_hour(room):
	desk = Desk(room, enable_auto_reply=1)
	assert len(desk.take_in(*(desk.letter() for _count in range(5)))) == 5
	assert len(desk.waiting_mail()) == 3


@pytest.mark.parametrize("headers", [{"Precedence": "list"}, {"List-Id": "<service.example.org>"}])
def test_a_list_passes_on_what_people_write_but_is_not_answered(room, headers):
	desk = Desk(room, enable_auto_reply=1)
	assert len(desk.take_in(desk.letter(**headers))) == 1
	assert desk.waiting_mail() == []


CHINESE = "热水器漏水，型号㐱堃"


@pytest.mark.parametrize("label", ["utf-8", "gb18030", "gb2312"])
def test_chinese_subject_and_body(desk, label):
	"""Mailers put GB2312 on what is GB18030: the last two characters are not in GB2312."""
	import base64

	real = "utf-8" if label == "utf-8" else "gb18030"
	word = base64.b64encode(CHINESE.encode(real)).decode()
	raw = (
		f"From: {desk.customer}\r\nTo: {desk.address}\r\nSubject: =?{label}?B?{word}?=\r\nMessage-ID: <{label}.{desk.customer}>\r\n"
		f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: base64\r\n\r\n{word}\r\n"
	)
	(name,) = desk.take_in(raw.encode())
	assert value(name, "subject") == CHINESE
	assert CHINESE in desk.messages(name)[0].content


def test_undeclared_chinese_bytes(desk):
	raw = b"From: x@example.org\r\nMessage-ID: <raw.%s>\r\nSubject: %s\r\n\r\nhi\r\n"
	(name,) = desk.take_in(raw % (desk.address.encode(), "洗衣机不转".encode("gb18030")))
	assert value(name, "subject") == "洗衣机不转"


def test_a_subject_of_five_megabytes_is_shortened_and_kept(desk):
	subject = "pump leaks " * 476_625
	raw = f"From: {desk.customer}\r\nMessage-ID: <five.{desk.customer}>\r\nSubject: {subject}\r\n\r\nhi\r\n"
	(name,) = desk.take_in(raw.encode())
	short, description = value(name, "subject", "description")
	assert (len(short), short[-1]) == (140, "…")
	assert 1_000 <= len(description) < 1_100
	(kept,) = files_of(name)
	assert kept.get_content() == subject.strip()


def files_of(ticket: str) -> list:
	names = frappe.get_all("File", {"attached_to_doctype": TICKET, "attached_to_name": ticket}, pluck="name")
	return [frappe.get_doc("File", name) for name in names]


def test_scripts_do_not_survive(desk):
	letter = desk.letter()
	letter.add_alternative(
		"<p>Hi <b>there</b><img src=x onerror=alert(1)><script>alert(2)</script></p>", subtype="html"
	)
	(name,) = desk.take_in(letter)
	(message,) = desk.messages(name)
	assert "<b>there</b>" in message.content
	for text in (message.content, value(name, "description")):
		assert "<script" not in text and "onerror" not in text


@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_scripts_do_not_hide_in_json(desk, subtype):
	letter = desk.letter()
	letter.set_content('["<img src=x onerror=alert(1)>"]', subtype=subtype)
	(name,) = desk.take_in(letter)
	(message,) = desk.messages(name)
	assert not re.search(r"<img[^>]*onerror", message.content)


def test_attachments_are_private_and_follow_the_ticket(room, as_user):
	member = make_user("Service Agent")
	desk = Desk(room, aftersales_company=a_company(), aftersales_team=make_team([member]))
	letter = desk.letter()
	letter.add_attachment(b"\x89PNG photo", maintype="image", subtype="png", filename="漏水.png")
	(name,) = desk.take_in(letter)
	(photo,) = files_of(name)
	assert (photo.file_name, photo.is_private, photo.file_url.startswith("/private/files/")) == (
		"漏水.png",
		1,
		True,
	)
	other = make_user("Service Agent")
	for user, may in ((member, True), (other, False), ("Guest", False)):
		with as_user(user):
			assert bool(frappe.has_permission(TICKET, "read", name)) is may
			assert bool(frappe.has_permission("File", "read", photo)) is may


def test_our_answer_meets_the_first_response_at_its_moment_in_one_save(room, as_user, monkeypatch):
	member = make_user("Service Agent")
	desk = Desk(room, aftersales_company=a_company(), aftersales_team=make_team([member]))
	(name,) = desk.take_in(desk.letter())
	from aftersales_app.service_desk.doctype.aftersales_ticket.aftersales_ticket import AftersalesTicket

	saves, real = [], AftersalesTicket.save
	monkeypatch.setattr(
		AftersalesTicket, "save", lambda self, *a, **k: saves.append(self.name) or real(self, *a, **k)
	)
	at = moments.site_now()

	def write(recipients: str) -> None:
		frappe.get_doc(
			{
				"doctype": "Communication",
				"communication_medium": "Email",
				"sent_or_received": "Sent",
				"subject": "Re: Pump leaks",
				"content": "We come tomorrow",
				"sender": member,
				"recipients": recipients,
				"communication_date": at,
				"reference_doctype": TICKET,
				"reference_name": name,
			}
		).insert(ignore_permissions=True)

	with as_user(member):
		write(make_user("Service Agent"))
		assert (value(name, "first_response_at"), saves) == (None, [])
		write(desk.customer)
		assert (value(name, "first_response_at", "first_response_verdict"), saves) == ((at, "Met"), [name])
		write(desk.customer)
	assert saves == [name]
	assert [side for side, _name in events(name, "Message")] == ["Staff"] * 3


def test_only_the_system_fetches(desk, as_user, room):
	room.send(desk.letter(), desk.address, desk.customer)
	room.wait_for(desk.address)
	before = desk.tickets()
	with as_user("System Manager"):
		frappe.get_doc("Email Account", desk.account.name).receive()
	assert desk.tickets() == before
	assert len(desk.fetch(set(before))) == 1


def test_a_mailbox_names_a_team_of_its_company(desk):
	company = frappe.get_doc(
		{
			"doctype": "Company",
			"company_name": unique("Other"),
			"abbr": unique("O")[-5:],
			"default_currency": "CNY",
			"country": "China",
		}
	)
	company.flags.ignore_links = True
	company.db_insert()
	desk.account.aftersales_company = company.company_name
	desk.account.aftersales_team = make_team([])
	with pytest.raises(frappe.ValidationError, match="belongs to"):
		desk.account.save()
