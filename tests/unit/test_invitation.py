"""product.md C2 and C6: a link that is personal, good once, and records nothing by being opened."""

from datetime import datetime, timedelta, timezone

import pytest

from aftersales_app.domain import invitation
from aftersales_app.domain.errors import DomainError

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
