"""What a mail's headers tell: who or what wrote it, what it answers, which ticket it names, when it arrived.

Automatic mail is told by RFC 3834 (Auto-Submitted, null return path), RFC 3464 (reports), and by what was in use before
them: Precedence, the headers of Exchange, the subjects of auto-responders that set no header.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from email import message_from_bytes, message_from_string
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

AUTO_SUBMITTED, AUTO_REPLY, BOUNCE, BULK, OWN_ADDRESS = (
	"auto_submitted",
	"auto_reply",
	"bounce",
	"bulk",
	"own_address",
)

HEADER_KEPT = 8_000  # bytes
SUBJECT_SHOWN = 500
WHOLE_SUBJECT = "X-Aftersales-Subject"

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"\r?\n(?![ \t])")
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")
_TICKET = re.compile(r"(?<![A-Z0-9-])TK-\d{7,}(?!\d)")
_AUTO_SUBJECT = re.compile(
	r"(自动回复|自動回覆|自動回復|自动答复|automatic reply|auto[- ]?reply|out of (?:the )?office)\s*[:：]",
	re.I,
)
_NO_REPLY = re.compile(r"(no|do[-_.]?not)[-_.]?reply", re.I)
_DAEMONS = frozenset({"mailer-daemon", "mail-daemon", "mailerdaemon"})
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz-gb-2312": "hz", "big5": "big5hkscs"}


@dataclass(frozen=True, slots=True)
class Nature:
	"""`sign` is what shows that no person wrote the mail, "" for a person's; `answerable`: a machine may answer it."""

	sign: str
	answerable: bool

	@property
	def automatic(self) -> bool:
		return bool(self.sign)


def nature(mail: Message, sender: str, own: frozenset[str] = frozenset()) -> Nature:
	"""Who or what wrote `mail`. `sender` and the addresses of the site's own mailboxes are bare and in lower case.

	A mailing list passes on what people write: it opens tickets, but gets no automatic answer.
	"""
	sign = _sign(mail, sender, own)
	listed = "list-id" in mail or _word(mail, "Precedence") == "list"
	asked_not_to = _word(mail, "X-Auto-Response-Suppress") not in ("", "none")
	mute = not sender or bool(_NO_REPLY.match(sender))
	return Nature(sign, not (sign or listed or asked_not_to or mute))


def _sign(mail: Message, sender: str, own: frozenset[str]) -> str:
	if _is_bounce(mail, sender):
		return BOUNCE
	if _word(mail, "Auto-Submitted") not in ("", "no") or "isnotification" in mail:
		return AUTO_SUBMITTED
	if _is_auto_reply(mail):
		return AUTO_REPLY
	if _word(mail, "Precedence") in ("bulk", "junk"):
		return BULK
	return OWN_ADDRESS if sender in own else ""


def _is_bounce(mail: Message, sender: str) -> bool:
	return (
		_text(mail, "Return-Path").replace(" ", "") == "<>"
		or sender.partition("@")[0] in _DAEMONS
		or mail.get_content_type() == "multipart/report"
		or "x-failed-recipients" in mail
	)


def _is_auto_reply(mail: Message) -> bool:
	suppressed = set(re.split(r"[\s,]+", _text(mail, "X-Auto-Response-Suppress").lower()))
	return (
		bool(suppressed & {"all", "oof", "autoreply"})
		or _word(mail, "Precedence") == "auto_reply"
		or any(name in mail for name in ("x-autoreply", "x-autorespond", "x-autoreply-from"))
		or bool(_AUTO_SUBJECT.match(subject(mail)))
	)


def answered(mail: Message) -> tuple[str, ...]:
	"""The Message-IDs that a mail answers, the nearest first; of a report, those of the mail it is about."""
	found = _ids(mail, "In-Reply-To") + _ids(mail, "References")[::-1]
	if mail.get_content_type() == "multipart/report":
		found += [known for returned in _returned(mail) for known in _ids(returned, "Message-ID")]
	return tuple(dict.fromkeys(found))


def _returned(mail: Message) -> Iterator[Message]:
	for part in mail.walk():
		payload = part.get_payload()
		if part.get_content_type() == "text/rfc822-headers":
			yield message_from_string(str(payload))
		elif part.get_content_type() == "message/rfc822" and isinstance(payload, list):
			yield from (inner for inner in payload if isinstance(inner, Message))


def ticket_numbers(text: str) -> tuple[str, ...]:
	"""The ticket numbers in a subject, in order."""
	return tuple(dict.fromkeys(_TICKET.findall(text.upper())))


def bearable(raw: bytes) -> bytes:
	"""The mail with its header lines cut to 8,000 bytes where its header is longer than that.

	Python folds a header of many words in quadratic time (100 kB: 20 s). A cut subject is kept whole, as one word, in a
	header of our own, from which `subject` reads it.
	"""
	end = _END_OF_HEAD.search(raw)
	head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
	if len(head) <= HEADER_KEPT:
		return raw
	lines = [line for header in _FIELD.split(head) for line in _cut(header)]
	return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _cut(header: bytes) -> list[bytes]:
	name, _colon, value = header.partition(b":")
	if len(header) <= HEADER_KEPT:
		return [header]
	if name.strip().lower() != b"subject":
		return [header[:HEADER_KEPT]]
	return [header[:SUBJECT_SHOWN], WHOLE_SUBJECT.encode() + b": " + b64encode(value.strip())]


def subject(mail: Message) -> str:
	"""The whole subject in one line, "" for none. Undeclared bytes are read as UTF-8, else as GB18030."""
	if WHOLE_SUBJECT in mail:
		with suppress(ValueError):
			raw = b64decode(_text(mail, WHOLE_SUBJECT))
			return decoded(message_from_bytes(b"Subject: " + raw + b"\n\n")["Subject"])
	return decoded(mail["Subject"])


def decoded(value: object) -> str:
	"""A header as people read it, in one line."""
	if value is None:
		return ""
	fragments = decode_header(value)  # type: ignore[arg-type]
	words = (part if isinstance(part, str) else _decode(part, charset or "") for part, charset in fragments)
	return " ".join("".join(words).split())


def wider_charset(name: str | None) -> str | None:
	"""The character set that mailers mean by a narrower name: GB2312 is labelled on what is GB18030."""
	return _WIDER.get(name.lower(), name) if name else name


def _decode(raw: bytes, charset: str) -> str:
	for name in (wider_charset(charset), "utf-8", "gb18030"):
		try:
			return raw.decode(name or "utf-8")
		except (LookupError, UnicodeDecodeError):
			continue
	return raw.decode("utf-8", "replace")


def shortened(text: str, length: int) -> str:
	"""At most `length` characters of a text, an ellipsis where something was cut."""
	return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def arrived_at(mail: Message, now: datetime) -> datetime:
	"""When our own mail server took the mail in (its uppermost Received header), else its Date; whole seconds, UTC,
	never ahead of `now`."""
	stamps = (str(mail.get("Received") or "").rpartition(";")[2], str(mail.get("Date") or ""))
	moments = [found for found in map(_moment, stamps) if found]
	return min(moments[0], now) if moments else now


def _moment(text: str) -> datetime | None:
	try:
		found = parsedate_to_datetime(text.strip())
		return found.replace(tzinfo=found.tzinfo or timezone.utc, microsecond=0).astimezone(timezone.utc)
	except (TypeError, ValueError, OverflowError, IndexError):
		return None


def _ids(mail: Message, header: str) -> list[str]:
	return _MESSAGE_ID.findall(_text(mail, header))


def _word(mail: Message, header: str) -> str:
	"""A header's value without its parameters, in lower case."""
	return _text(mail, header).partition(";")[0].strip().lower()


def _text(mail: Message, header: str) -> str:
	return str(mail.get(header) or "")
