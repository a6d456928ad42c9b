"""Mailboxes whose mail becomes tickets. Frappe has no hook between fetching a mail and storing it, so the Email Account
is extended by class; mailboxes for other documents behave as before."""

from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.email.receive import InboundMail
from frappe.utils import sanitize_html

from aftersales_app.domain.mail import bearable, wider_charset
from aftersales_app.service_desk.services import mail


class TicketMailbox(EmailAccount):
	def get_incoming_server(self, in_receive=False, email_sync_rule="UNSEEN"):
		server = super().get_incoming_server(in_receive, email_sync_rule)
		return BearableServer(server) if in_receive and server else server

	def validate(self):
		super().validate()
		mail.check_mailbox(self)

	def get_inbound_mails(self):
		found = super().get_inbound_mails() if mail.may_fetch(self) else []
		return [TicketMail.of(one) if mail.makes_tickets(one) else one for one in found]

	def send_auto_reply(self, communication, email):
		if isinstance(email, TicketMail):
			return mail.acknowledge(self, communication, email)
		return super().send_auto_reply(communication, email)


class BearableServer:
	"""A mail server whose mails have headers that Python's parser can bear: one of them must not hold up all others."""

	def __init__(self, server):
		self._server = server

	def __getattr__(self, name):
		return getattr(self._server, name)

	def get_messages(self, *args, **kwargs):
		found = self._server.get_messages(*args, **kwargs)
		found["latest_messages"] = [bearable(raw) for raw in found["latest_messages"]]
		return found


class TicketMail(InboundMail):
	"""A mail for tickets: read once more with character sets as they are meant, and put where it belongs."""

	@classmethod
	def of(cls, found: InboundMail) -> "TicketMail":
		return cls(found.raw_message, found.email_account, found.uid, found.seen_status, found.append_to)

	def __init__(self, *args, **kwargs):
		super().__init__(*args, **kwargs)
		mail.examine(self)

	def get_charset(self, part):
		return wider_charset(super().get_charset(part))

	def set_content_and_type(self):
		super().set_content_and_type()
		mail.plain_as_html(self)

	def process(self):
		communication = super().process()
		if self.nature.automatic:
			self.flags.is_new_communication = False  # nobody is told and nothing is answered
		return communication

	def reference_document(self):
		if self._reference_document is None:
			self._reference_document = mail.home(self, super().reference_document()) or ""
		return self._reference_document

	def match_record_by_subject_and_sender(self, doctype):
		return None  # two requests may have the same subject; what belongs together says so in its headers

	def _create_reference_document(self, doctype):
		return mail.open_ticket(self)

	def save_attachments_in_doc(self, doc):
		return super().save_attachments_in_doc(mail.keeper_of_files(doc))

	def as_dict(self):
		return {**super().as_dict(), **mail.message_facts(self)}

	def replace_inline_images(self, attachments):
		return sanitize_html(super().replace_inline_images(attachments), always_sanitize=True)
