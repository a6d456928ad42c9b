"""What a mail's headers tell, by table."""

from datetime import datetime, timezone
from email import message_from_bytes, message_from_string

import pytest

from aftersales_app.domain import mail

OWN = frozenset({"service@example.com"})


def letter(headers: str = "", body: str = "hi"):
	return message_from_string(f"{headers}\n\n{body}" if headers else f"X: y\n\n{body}")


@pytest.mark.parametrize(
	("headers", "sender", "sign", "answerable"),
	[
		("", "li@example.org", "", True),
		("Auto-Submitted: no", "li@example.org", "", True),
		("Auto-Submitted: auto-replied (vacation)", "li@example.org", "auto_submitted", False),
		("Auto-Submitted: auto-generated; x=y", "li@example.org", "auto_submitted", False),
		("isnotification: <notification>", "li@example.org", "auto_submitted", False),
		("Return-Path: <>", "li@example.org", "bounce", False),
		("Return-Path: <li@example.org>", "li@example.org", "", True),
		("", "mailer-daemon@example.org", "bounce", False),
		("Content-Type: multipart/report; boundary=b", "postmaster@example.org", "bounce", False),
		("X-Failed-Recipients: a@b.cc", "x@example.org", "bounce", False),
		("Precedence: bulk", "li@example.org", "bulk", False),
		("Precedence: junk", "li@example.org", "bulk", False),
		("Precedence: list", "li@example.org", "", False),
		("List-Id: <x.example.org>", "li@example.org", "", False),
		("Precedence: auto_reply", "li@example.org", "auto_reply", False),
		("X-Auto-Response-Suppress: DR, OOF", "li@example.org", "auto_reply", False),
		("X-Auto-Response-Suppress: DR, RN", "li@example.org", "", False),
		("X-Auto-Response-Suppress: None", "li@example.org", "", True),
		("X-Autoreply: yes", "li@example.org", "auto_reply", False),
		("Subject: Automatic reply: pump", "li@example.org", "auto_reply", False),
		("Subject: Out of Office: pump", "li@example.org", "auto_reply", False),
		("Subject: Automatic reply switch broken", "li@example.org", "", True),
		("", "service@example.com", "own_address", False),
		("", "no-reply@shop.example", "", False),
		("", "", "", False),
	],
)
def test_nature(headers, sender, sign, answerable):
	found = mail.nature(letter(headers), sender, OWN)
	assert (found.sign, found.automatic, found.answerable) == (sign, bool(sign), answerable)


def test_answered_names_the_nearest_first_and_each_once():
	found = mail.answered(letter("In-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x>"))
	assert found == ("c@x", "b@x", "a@x")


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_answers_what_it_is_about(kind):
	report = f"--b\nContent-Type: {kind}\n\nMessage-ID: <ours@x>\nSubject: s\n\n--b--\n"
	assert mail.answered(letter("Content-Type: multipart/report; boundary=b", report)) == ("ours@x",)


@pytest.mark.parametrize(
	("text", "numbers"),
	[
		("Re: pump (#TK-0000012)", ("TK-0000012",)),
		("tk-0000012 and TK-0000013, TK-0000012", ("TK-0000012", "TK-0000013")),
		("XTK-0000012 A-TK-0000012 TK-12", ()),
	],
)
def test_ticket_numbers(text, numbers):
	assert mail.ticket_numbers(text) == numbers


@pytest.mark.parametrize(
	("raw", "text"),
	[
		(b"=?utf-8?B?5rC05rO1?=", "水泵"),
		(b"=?gb2312?B?iNI=?=", "堃"),
		("洗衣机".encode("gb18030"), "洗衣机"),
		("洗衣机".encode(), "洗衣机"),
		(b"=?x-nonsense?Q?pump?=  leaks\n again", "pump leaks again"),
	],
)
def test_subject(raw, text):
	assert mail.subject(message_from_bytes(b"Subject: " + raw + b"\n\n")) == text


def test_shortened_keeps_to_the_length():
	assert mail.shortened("abc", 3) == "abc"
	assert mail.shortened("abcd", 3) == "ab…"


NOW = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
	("headers", "hour"),
	[
		(
			"Received: by us; Sun, 22 Nov 2026 18:00:00 +0800\nReceived: by them; Sun, 22 Nov 2026 01:00:00 +0000",
			10,
		),
		("Date: Sun, 22 Nov 2026 09:00:00 +0000", 9),
		("Received: nonsense\nDate: Sun, 22 Nov 2026 08:00:00 -0000", 8),
		("Date: Sun, 22 Nov 2026 23:00:00 +0000", 12),
		("Date: yesterday", 12),
		("", 12),
	],
)
def test_arrived_at(headers, hour):
	assert mail.arrived_at(letter(headers), NOW) == NOW.replace(hour=hour)


def test_a_mail_of_ordinary_length_is_left_alone():
	raw = b"Subject: pump\r\n\r\n" + b"x" * 20_000
	assert mail.bearable(raw) is raw


def test_a_long_subject_is_cut_for_the_parser_and_kept_whole():
	words = b"pump leaks " * 20_000
	cut = mail.bearable(b"From: a@b.cc\r\nSubject: " + words + b"\r\nX-Long: " + words + b"\r\n\r\nbody")
	found = message_from_bytes(cut)
	assert mail.subject(found) == words.decode().strip()
	assert (found["From"], found.get_payload(), len(found["X-Long"])) == ("a@b.cc", "body", 7_992)
	assert len(found["Subject"]) == 491
