"""product.md C2 and C6: a link that is personal, good once, and records nothing by being opened."""

from datetime import datetime, timedelta, timezone

import pytest

from aftersales_app.domain import invitation, text_message
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.invitation import CLAIM, COMPLAINT, KINDS, TICKET, VISIT, Around
from aftersales_app.domain.response import Response

NOW = datetime(2026, 11, 26, 8, tzinfo=timezone.utc)
TOKEN = invitation.token("secret", "FI-1")


def test_a_token_is_the_same_at_every_asking_and_nobody_elses():
	assert invitation.token("secret", "FI-1") == TOKEN and len(TOKEN) == 32 and TOKEN.isalnum()
	assert len({TOKEN, invitation.token("secret", "FI-2"), invitation.token("other", "FI-1")}) == 3
	assert invitation.token_hash(f" {TOKEN.upper()} ") == invitation.token_hash(TOKEN)
	with pytest.raises(DomainError, match="link_without_secret"):
		invitation.token("", "FI-1")


@pytest.mark.parametrize(
	("change", "known"),
	[
		(lambda given: given, True),
		(lambda given: given[:-1] + ("0" if given[-1] != "0" else "1"), False),
		(lambda given: "1" + given, False),
		(lambda given: given.partition(".")[2], False),
		(lambda given: "", False),
		(lambda given: "９" * 10 + ".x", False),
	],
)
def test_only_a_page_of_ours_sends_answers(change, known):
	given = change(invitation.nonce("secret", TOKEN, NOW))
	assert bool(invitation.shown_at("secret", TOKEN, given, NOW + timedelta(seconds=20))) is known


@pytest.mark.parametrize(
	("later", "known"), [(0, True), (12 * 3600, True), (12 * 3600 + 1, False), (-1, False)]
)
def test_a_page_is_good_for_half_a_day(later, known):
	given = invitation.nonce("secret", TOKEN, NOW)
	assert bool(invitation.shown_at("secret", TOKEN, given, NOW + timedelta(seconds=later))) is known


def test_one_page_does_not_answer_another():
	given = invitation.nonce("secret", TOKEN, NOW)
	assert invitation.shown_at("secret", invitation.token("secret", "FI-2"), given, NOW) is None
	assert invitation.shown_at("secret", TOKEN, given, NOW) == NOW


def test_what_an_invitation_is_now():
	assert invitation.standing("Open", NOW, NOW) == "Open"
	assert invitation.standing("Open", NOW, NOW + timedelta(seconds=1)) == "Expired"
	assert invitation.standing("Answered", NOW, NOW + timedelta(days=99)) == "Answered"


def test_answers_as_a_form_sends_them():
	told = {"overall": "4", "timeliness": "5", "attitude": "", "words": " 很好 ", "contact": "1"}
	found = invitation.read(told, ("Too slow", "Too slow"), frozenset({"Too slow", "Friendly"}))
	assert found == invitation.Answers({"timeliness": 5}, 4, ("Too slow",), "很好", False, True)


@pytest.mark.parametrize(
	("told", "ticked", "code"),
	[
		({}, (), "overall_missing"),
		({"overall": "6"}, (), "score_out_of_range"),
		({"overall": "٣"}, (), "score_out_of_range"),
		({"overall": "4", "solving": "0"}, (), "score_out_of_range"),
		({"overall": "4", "solving": "3.5"}, (), "score_out_of_range"),
		({"overall": "4"}, ("Forged",), "reason_not_offered"),
		({"overall": "4", "words": "x" * 1001}, (), "words_too_long"),
	],
)
def test_bad_answers(told, ticked, code):
	with pytest.raises(DomainError) as refused:
		invitation.read(told, ticked, frozenset({"Too slow"}))
	assert refused.value.code == code


ALL = frozenset(KINDS)
SERVICE = frozenset({TICKET, CLAIM, COMPLAINT})


@pytest.mark.parametrize(
	("kind", "kinds", "unfinished", "asked", "lately", "why"),
	[
		(TICKET, SERVICE, "", "", "", ()),
		(TICKET, {VISIT}, "", "", "", ("kind_not_asked",)),
		# a visit leaves it to its ticket, open or closed, and asks where tickets are not asked about
		(VISIT, ALL, TICKET, "", "", ("asked_with",)),
		(VISIT, ALL, "", "", "", ("asked_with",)),
		(VISIT, {VISIT}, TICKET, "", "", ()),
		(VISIT, {VISIT, CLAIM}, CLAIM, "", "", ("asked_with",)),
		(VISIT, {VISIT}, "", VISIT, "", ("case_asked_already",)),
		# a ticket waits for its claim, as long as the site asks about claims
		(TICKET, SERVICE, CLAIM, "", "", ("asked_with",)),
		(TICKET, {TICKET}, CLAIM, "", "", ()),
		(TICKET, SERVICE, COMPLAINT, "", "", ("asked_with",)),
		(CLAIM, SERVICE, TICKET, "", "", ()),
		(CLAIM, SERVICE, COMPLAINT, "", "", ("asked_with",)),
		# one case once, one customer once in the quiet days
		(CLAIM, SERVICE, "", TICKET, "", ("case_asked_already",)),
		(TICKET, SERVICE, "", "", TICKET, ("asked_lately",)),
		(TICKET, SERVICE, "", "", COMPLAINT, ("asked_lately",)),
		(TICKET, SERVICE, "", CLAIM, CLAIM, ("case_asked_already", "asked_lately")),
		# how a complaint was handled is another question, asked once
		(COMPLAINT, SERVICE, "", TICKET, TICKET, ()),
		(COMPLAINT, SERVICE, TICKET, "", "", ()),
		(COMPLAINT, SERVICE, "", COMPLAINT, "", ("case_asked_already",)),
		(COMPLAINT, SERVICE, "", "", COMPLAINT, ("asked_lately",)),
		(COMPLAINT, {TICKET}, "", "", "", ("kind_not_asked",)),
	],
)
def test_one_case_is_asked_about_once_by_what_ends_last(kind, kinds, unfinished, asked, lately, why):
	of = [frozenset({one} - {""}) for one in (unfinished, asked, lately)]
	found = invitation.can_ask(kind, Around(frozenset(kinds), *of))
	assert (found.allowed, found.codes) == (not why, why)


def test_who_asks_instead_is_named():
	found = invitation.can_ask(VISIT, Around(ALL, frozenset({CLAIM, COMPLAINT})))
	assert found.reasons[0].params == {"kind": COMPLAINT}


def test_the_code_of_a_report_is_that_of_its_visit_and_no_way_to_an_answer():
	key = invitation.door("secret", "VS-0000012")
	assert key.startswith("VS-0000012-") and len(key) == len("VS-0000012-") + 16
	assert invitation.behind("secret", f" {key.upper()} ") == "VS-0000012"
	assert invitation.behind("other", key) == invitation.behind("secret", "VS-0000013-" + key[11:]) == ""
	assert invitation.behind("secret", "") == invitation.behind("secret", "x-é") == ""
	assert invitation.token("secret", "VS-0000012") not in key
	with pytest.raises(DomainError, match="link_without_secret"):
		invitation.door("", "VS-1")


@pytest.mark.parametrize(
	("email", "phone", "shown"),
	[
		("li@customer.example", "13800138000", "l•••@customer.example"),
		("", "13800138000", "•••8000"),
		("", "110", "•••"),
		("", "", "•••"),
	],
)
def test_only_who_knows_the_address_recognises_it(email, phone, shown):
	assert invitation.masked(email, phone) == shown


@pytest.mark.parametrize(
	("text", "pieces"),
	[
		("x" * 160, 1),
		("x" * 161, 2),
		("x" * 306, 2),
		("x" * 307, 3),
		("x" * 159 + "€", 2),
		("服" * 70, 1),
		("服" * 71, 2),
		("服" * 135, 3),
		("😀" * 35, 1),
		("😀" * 36, 2),
	],
)
def test_in_how_many_pieces_a_text_message_goes(text, pieces):
	assert text_message.pieces(text) == pieces


@pytest.mark.parametrize(
	("counts", "share", "coverage", "biased"),
	[
		((0, 0), None, None, False),
		((10, 3, 40), 30.0, 25.0, False),
		((100, 29, 100), 29.0, 100.0, True),
		((5, 0, 0), 0.0, None, True),
	],
)
def test_under_thirty_percent_the_answers_are_biased(counts, share, coverage, biased):
	found = Response(*counts)
	assert (found.share, found.coverage, found.biased) == (share, coverage, biased)
