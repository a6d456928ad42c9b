"""rules.md R3, R13: the tests of a return without reason in their order, the money, the timers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from cases import BOOK, case, day, decided
from state_calendar import CHINA

from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.fees import Purchase, settle
from aftersales_app.domain.no_reason_return import judge
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norms import Window
from aftersales_app.domain.remedies import decide

SIGNED = {"buyer": "consumer", "channel": "online", "region": "CN-GD", "received_on": "03-03"}
PHONE = {**SIGNED, "goods_nature": "activation_loss"}


def judged(category="other", notice="03-05", purchase=None, jurisdiction="CN", **facts):
	return judge(case(category, notice, jurisdiction, **{**SIGNED, **facts}), BOOK, CHINA, purchase)


@pytest.mark.parametrize(
	("facts", "outcome"),
	[
		# 1 the channel
		({"channel": "store"}, "NOT_APPLICABLE"),
		({"channel": "door_to_door"}, "NOT_APPLICABLE"),
		({"channel": "door_to_door", "region": "CN-SH"}, "ACCEPT"),
		({"channel": "tv"}, "ACCEPT"),
		({"channel": "phone"}, "ACCEPT"),
		({"channel": "mail"}, "ACCEPT"),
		# 2 excluded by law
		({"excluded_goods": "custom_made"}, "REFUSE_STATUTORY"),
		({"excluded_goods": "perishable"}, "REFUSE_STATUTORY"),
		({"excluded_goods": "opened_media"}, "REFUSE_STATUTORY"),
		({"excluded_goods": "newspaper"}, "REFUSE_STATUTORY"),
		# 3 by their nature, where the consumer confirmed it
		({"goods_nature": "hygiene", "package_opened": True, "confirmation": "given"}, "REFUSE_CONFIRMED"),
		({"goods_nature": "hygiene", "package_opened": False, "confirmation": "given"}, "ACCEPT"),
		({"goods_nature": "near_expiry", "confirmation": "given"}, "REFUSE_CONFIRMED"),
		({"goods_nature": "near_expiry", "confirmation": "preticked"}, "ACCEPT"),
		({"goods_nature": "near_expiry"}, "ACCEPT"),
		# 5 late, and the earlier test comes first
		({"notice": "03-11", "excluded_goods": "custom_made"}, "REFUSE_STATUTORY"),
		({"notice": "03-11", "intact": False}, "REFUSE_LATE"),
		# 6 not intact
		({"intact": False}, "REFUSE_NOT_INTACT"),
		({"intact": True}, "ACCEPT"),
		({"category": "cosmetics", "findings": ("seal_broken",)}, "REFUSE_NOT_INTACT"),
		({"category": "shoes", "findings": ("soiled",)}, "REFUSE_NOT_INTACT"),
		({"category": "shoes", "findings": ("activation_trace",)}, "ACCEPT"),
		({"category": "phone", "findings": ("personal_data_left",)}, "REFUSE_NOT_INTACT"),
		({"category": "phone", "findings": ("opened_to_inspect", "reasonable_test")}, "ACCEPT"),
		({"category": "other", "findings": ("accessory_missing",)}, "REFUSE_NOT_INTACT"),
		# nobody is refused for what nobody knows
		({"channel": None}, "ASK"),
		({"received_on": None}, "ASK"),
		({"buyer": "business"}, "NOT_APPLICABLE"),
		({"region": None, "channel": "door_to_door"}, "ASK"),
		({"notice": "2014-03-14", "received_on": "2014-03-13"}, "NOT_APPLICABLE"),
	],
)
def test_r3_tests_in_their_order(facts, outcome):
	assert judged(**facts).outcome == outcome


@pytest.mark.parametrize(
	("category", "notice", "facts", "outcome"),
	[
		("other", "03-10", {}, "ACCEPT"),  # phone case; 23:00 is the same day
		("other", "03-11", {}, "REFUSE_LATE"),
		("phone", "03-05", {**PHONE, "package_opened": True, "activated": False}, "ACCEPT"),
		("phone", "03-05", {**PHONE, "activated": True, "confirmation": "given"}, "REFUSE_CONFIRMED"),
		(
			"phone",
			"03-05",
			{**PHONE, "activated": True, "confirmation": "none", "findings": ("activation_trace",)},
			"REFUSE_NOT_INTACT",
		),
	],
)
def test_r3_worked_examples(category, notice, facts, outcome):
	assert judged(category, notice, **facts).outcome == outcome


def test_r3_without_a_confirmation_on_record_that_ground_is_none_and_the_answer_says_so():
	answer = judged("phone", **PHONE, activated=True, confirmation="none", intact=True)
	assert answer.outcome == "ACCEPT"
	assert [reason.code for reason in answer.reasons] == ["no_confirmation_record", "window_open"]


def test_r3_the_day_the_notice_was_sent_counts_and_the_last_day_rolls():
	assert judged("other", "03-12", notice_on="03-10").outcome == "ACCEPT"
	saturday = judged("other", "03-10", received_on="03-01")  # ends on Saturday the 8th
	assert (saturday.outcome, saturday.last_day) == ("ACCEPT", day("03-10"))
	assert judged("other", "03-05").missing == ("intact",)  # subject to inspection


def test_r3_a_public_promise_binds_where_the_law_does_not_reach():
	law = next(norm for norm in BOOK.norms if norm.id == "CN-CPL-25")
	promise = replace(law, id="PROMISE", rank="promise", channels=("store",), exclusions=())
	fortnight = replace(promise, id="FORTNIGHT", channels=(), windows=(Window(("received_on",), 14, "day"),))
	book = NormBook((*BOOK.norms, promise, fortnight), BOOK.categories)
	in_store = case("other", "03-12", **{**SIGNED, "channel": "store"})
	answer = judge(in_store, book, CHINA)
	assert (answer.outcome, answer.norm.id, answer.last_day) == ("ACCEPT", "FORTNIGHT", day("03-17"))
	assert decide(in_store, book, CHINA).names == {"no_reason_return"}
	unknown = case("other", "03-05", **{**SIGNED, "channel": None})
	assert (judge(unknown, BOOK, CHINA).outcome, judge(unknown, book, CHINA).outcome) == ("ASK", "ACCEPT")


@pytest.mark.parametrize(
	("today", "refunded_on", "late"),
	[
		("06-17", None, (None, None)),
		("06-18", None, (True, None)),
		("06-25", None, (True, None)),
		("06-26", None, (True, True)),
		("06-26", "06-17", (False, False)),
		("06-26", "06-18", (True, False)),
	],
)
def test_r3_timers_of_the_refund(today, refunded_on, late):
	told = {
		**SIGNED,
		"received_on": "06-03",
		"goods_back_on": "06-10",
		"defect_confirmed": False,
		"intact": True,
	}
	decision = decided("other", "06-05", today=today, refunded_on=refunded_on, **told)
	assert decision.no_reason == "ACCEPT"
	assert [(one.code, one.due) for one in decision.deadlines] == [
		("refund", day("06-17")),
		("deliberate_delay", day("06-25")),
	]
	assert tuple(one.late for one in decision.deadlines) == late


@pytest.mark.parametrize(
	("purchase", "refund"),
	[
		(Purchase(Decimal(270), (Decimal(200),)), "70.00"),  # 300 less 50: A 200 + B 120, B goes back
		(Purchase(Decimal(270), (Decimal(120),)), "150.00"),
		(Purchase(Decimal(270)), "270.00"),
		(Purchase(Decimal(100), (), Decimal("0.6"), Decimal(8), Decimal(15)), "76.40"),
		(Purchase(Decimal(150), (Decimal(180),)), "-30.00"),  # the customer pays the rest
	],
)
def test_r3_money(purchase, refund):
	assert settle(purchase).amount == Decimal(refund)
	assert judged(purchase=purchase, intact=True).refund == settle(purchase)


def test_r3_the_arithmetic_is_told_and_a_refusal_pays_nothing():
	told = settle(Purchase(Decimal(270), (Decimal(200),), gift_price=Decimal(10)))
	assert [reason.code for reason in told.reasons] == ["paid_less_kept", "held_back"]
	assert judged(notice="03-11", purchase=Purchase(Decimal(270))).refund is None
	with pytest.raises(DomainError) as error:
		Purchase(Decimal(-1))
	assert error.value.code == "negative_fact"


@pytest.mark.parametrize(("jurisdiction", "last_day"), [("EU", "06-17"), ("UK", "06-17"), ("CN", "06-10")])
def test_r13_withdrawal(jurisdiction, last_day):
	answer = judged("phone", "06-05", jurisdiction=jurisdiction, received_on="06-03")
	assert (answer.outcome, answer.last_day) == ("ACCEPT", day(last_day))


@pytest.mark.parametrize("jurisdiction", ["US", "AU"])
def test_r13_no_general_right_to_withdraw(jurisdiction):
	assert judged("phone", jurisdiction=jurisdiction).outcome == "NOT_APPLICABLE"
