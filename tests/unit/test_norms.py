"""rules.md R14: what a norm may say, what a case may tell, and what the shipped norms are made of."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from cases import BOOK, case

from aftersales_app.aftersales_core.sentences import SENTENCES
from aftersales_app.domain import coverage_book
from aftersales_app.domain.case_facts import FACTS, Case, read_case
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norm_file import book_of, norm_of, shipped
from aftersales_app.domain.norms import (
	EXCLUSIONS,
	Award,
	Condition,
	Exclusion,
	FeeRule,
	Norm,
	TraderDeadline,
	Window,
)

NORM = Norm("N", 1, "CN", "statute", "art. 1", date(2020, 1, 1), remedies=("repair",))
ROW = {
	"id": "N",
	"version": 1,
	"jurisdiction": "CN",
	"rank": "statute",
	"citation": "art. 1",
	"effective_from": date(2020, 1, 1),
	"remedies": ["repair"],
}


def code_of(raising):
	with pytest.raises(DomainError) as error:
		raising()
	return error.value.code


@pytest.mark.parametrize(
	("change", "code"),
	[
		({"citation": " "}, "norm_without_citation"),
		({"citation": "<script>alert(1)</script>"}, "norm_with_script"),
		({"id": "<img src=x onerror=alert(1)>"}, "norm_with_script"),
		({"effective_to": date(2019, 12, 31)}, "norm_dates_reversed"),
		({"remedies": ()}, "norm_without_effect"),
		({"remedies": ("apology",)}, "unknown_remedy"),
		({"after": "apology"}, "unknown_remedy"),
		({"rank": "custom"}, "unknown_norm_word"),
		({"buyer": "friend"}, "unknown_norm_word"),
		({"chooser": "nobody"}, "unknown_norm_word"),
		({"burden": "claimant"}, "unknown_norm_word"),
		({"confidence": "some"}, "unknown_norm_word"),
		({"fee": FeeRule("tip")}, "unknown_norm_word"),
		({"evidence": (("rumour",),)}, "unknown_norm_word"),
		({"defence": "alibi"}, "unknown_norm_word"),
		({"raised_by": "mood"}, "unknown_fact"),
		({"raised_by": "price"}, "wrong_kind_of_value"),
		({"award": Award("mood", Decimal(3))}, "unknown_fact"),
		({"award": Award("wants", Decimal(3))}, "wrong_kind_of_value"),
		({"award": Award("price", Decimal(-3))}, "negative_fact"),
		({"award": Award("price", Decimal(3), Decimal(10**12))}, "number_too_large"),
		({"exclusions": (Exclusion("bad_mood", ()),)}, "unknown_norm_word"),
		({"exclusions": (Exclusion("user_damage", ()),)}, "exclusion_without_condition"),
		({"exclusions": (Exclusion("user_damage", (Condition("mood", "==", "bad"),)),)}, "unknown_fact"),
		({"windows": (Window(("received_on",), -1, "day"),)}, "negative_window"),
		({"windows": (Window(("received_on",), 7.5, "day"),)}, "negative_window"),
		({"windows": (Window(("received_on",), 120_000, "month"),)}, "period_too_long"),
		({"windows": (Window(("received_on",), 3_650_000, "wd"),)}, "period_too_long"),
		({"windows": (Window(("repair_count",), 10**12 + 1, "count"),)}, "period_too_long"),
		({"windows": (Window(("received_on",), 7, "week"),)}, "unknown_norm_word"),
		({"windows": (Window(("received_on",), 7, "day", "before"),)}, "unknown_norm_word"),
		({"windows": (Window(("seen_on",), 7, "day"),)}, "unknown_fact"),
		({"windows": (Window((), 7, "day"),)}, "unknown_fact"),
		({"windows": (Window(("price",), 7, "day"),)}, "wrong_kind_of_value"),
		({"windows": (Window(("received_on",), 7, "km"),)}, "wrong_kind_of_value"),
		({"deadlines": (TraderDeadline("refund", "goods_back_on", -7),)}, "negative_window"),
		({"deadlines": (TraderDeadline("refund", "goods_back_on", 3_650_000),)}, "period_too_long"),
		({"deadlines": (TraderDeadline("refund", "someday", 7),)}, "unknown_fact"),
		({"conditions": (Condition("mood", "==", "bad"),)}, "unknown_fact"),
		({"conditions": (Condition("repair_count", "~", 2),)}, "unknown_norm_word"),
		({"conditions": (Condition("cause", "==", "users"),)}, "unknown_word"),
		({"conditions": (Condition("findings", "any of", ("smelly",)),)}, "unknown_word"),
		({"region": "Zhejiang"}, "unknown_word"),
		({"channels": ("web",)}, "unknown_word"),
		({"conditions": (Condition("repair_count", ">=", "2"),)}, "wrong_kind_of_value"),
		({"conditions": (Condition("repair_count", ">=", True),)}, "wrong_kind_of_value"),
		({"conditions": (Condition("in_warranty", ">", True),)}, "wrong_kind_of_value"),
		({"conditions": (Condition("cause", "in", "user"),)}, "wrong_kind_of_value"),
	],
)
def test_what_a_norm_may_not_say(change, code):
	assert code_of(lambda: replace(NORM, **change)) == code


@pytest.mark.parametrize(
	("others", "raises"),
	[
		([replace(NORM, version=2)], True),
		([replace(NORM, rank="promise")], True),  # a decision could not say which of them it means
		([replace(NORM, id="M")], True),  # the same said twice under two names
		([replace(NORM, id="M", rank="promise")], False),
		([replace(NORM, id="M", region="CN-ZJ")], False),
		([replace(NORM, version=2, effective_from=date(2024, 7, 1))], True),
	],
)
def test_two_norms_of_equal_rank_in_force_at_once(others, raises):
	for norms in ([NORM, *others], [*others, NORM]):
		if raises:
			assert code_of(lambda norms=norms: NormBook(norms)) == "norms_overlap"
		else:
			assert len(NormBook(norms).norms) == 2


def test_a_version_may_follow_on_the_one_before():
	old = replace(NORM, effective_to=date(2024, 6, 30))
	new = replace(NORM, version=2, effective_from=date(2024, 7, 1))
	assert NormBook([new, old]).norms == (old, new)


@pytest.mark.parametrize(
	("facts", "code"),
	[
		({"mood": "bad"}, "unknown_fact"),
		({"price": -1}, "negative_fact"),
		({"price": Decimal("NaN")}, "wrong_kind_of_value"),
		({"price": Decimal("-Infinity")}, "wrong_kind_of_value"),
		({"price": Decimal("1" * 40)}, "number_too_large"),
		({"price": Decimal("1E+999999999")}, "number_too_large"),
		({"repair_count": 10**12}, "number_too_large"),
		({"received_on": date(1, 1, 1)}, "beyond_calendar"),
		({"usage_started_on": date(9999, 12, 31)}, "beyond_calendar"),
		({"price": "100"}, "wrong_kind_of_value"),
		({"repair_count": True}, "wrong_kind_of_value"),
		({"in_warranty": 1}, "wrong_kind_of_value"),
		({"received_on": datetime(2025, 6, 3, 12)}, "wrong_kind_of_value"),
		({"invoiced_on": "06-11"}, "invoice_after_event"),
		({"delivered_on": "06-11"}, "handed_over_after_event"),
		({"received_on": "06-11"}, "handed_over_after_event"),
		({"received_on": "06-09", "delivered_on": "06-11"}, "handed_over_after_event"),
		({"received_on": "06-09", "notice_on": "06-08"}, "handed_over_after_notice"),
		({"delivered_on": "06-09", "notice_on": "06-08"}, "handed_over_after_notice"),
		({"delivered_on": "06-09", "sent_in_on": "06-08"}, "handed_over_after_sent_in"),
		({"today": "06-09"}, "today_before_event"),
		({"buyer": "Consumer"}, "unknown_word"),
		({"region": "Zhejiang"}, "unknown_word"),
		({"findings": ("soiled", "smelly")}, "unknown_word"),
	],
)
def test_what_a_case_may_not_tell(facts, code):
	assert code_of(lambda: case("tv", "06-10", **facts)) == code


def test_what_fails_or_goes_back_on_the_day_it_came_was_handed_over_before():
	told = {"delivered_on": "06-10", "received_on": "06-10", "notice_on": "06-10", "installed_on": "06-12"}
	assert case("tv", "06-10", received_on="06-07", delivered_on="06-09", sent_in_on="06-08").facts
	assert case("tv", "06-10", **told).facts["installed_on"] == date(2025, 6, 12)


def test_the_day_of_a_case_is_a_day():
	assert code_of(lambda: Case(datetime(2025, 6, 10, 9), "CN", "tv")) == "wrong_kind_of_value"


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_case_lies_within_the_calendar(text):
	assert code_of(lambda: case("tv", text)) == "beyond_calendar"


def test_what_cannot_be_understood_is_not_repeated_in_full():
	text = "x" * 5_000_000
	for facts in ({"region": text}, {"received_on": text}, {"price": text}, {text: 1}):
		with pytest.raises(DomainError) as error:
			read_case({**PLAIN, "facts": facts})
		assert "x" * 40 + "…" in error.value.params.values()


PLAIN = {"event_on": "2025-06-10", "jurisdiction": "CN", "category": "tv"}


def test_a_case_from_plain_data():
	facts = {"received_on": "2025-06-03", "price": "19.90", "daily_rate": 0.1, "findings": ["soiled"]}
	facts |= {"repair_count": 2, "in_warranty": None, "test_report": False}
	told = {"received_on": "06-03", "price": Decimal("19.90"), "daily_rate": Decimal("0.1")}
	told |= {"findings": ("soiled",), "repair_count": 2, "in_warranty": None, "test_report": False}
	assert read_case({**PLAIN, "facts": facts}) == case("tv", "06-10", **told)
	assert read_case({**PLAIN, "today": "2025-06-30"}).as_of == date(2025, 6, 30)


@pytest.mark.parametrize(
	("change", "code"),
	[
		({"event_on": None}, "case_unreadable"),
		({"category": ""}, "case_unreadable"),
		({"event_on": "soon"}, "case_unreadable"),
		({"facts": {"received_on": "soon"}}, "case_unreadable"),
		({"facts": {"price": "much"}}, "number_unreadable"),
		({"facts": {"price": float("nan")}}, "wrong_kind_of_value"),
		({"facts": {"mood": "bad"}}, "unknown_fact"),
		({"facts": {"test_report": "yes"}}, "wrong_kind_of_value"),
	],
)
def test_plain_data_that_is_no_case(change, code):
	assert code_of(lambda: read_case({**PLAIN, **change})) == code


def test_goods_that_a_jurisdiction_does_not_name():
	for category in ("spaceship", ""):
		lost = case(category, "06-10")
		assert code_of(lambda lost=lost: BOOK.looked_at(lost, {})) == "unknown_goods"
	assert BOOK.looked_at(case("spaceship", "06-10", "EU"), {})


def test_a_category_with_a_fact_that_nobody_knows():
	assert code_of(lambda: NormBook([], {("CN", "tv"): {"mood": "bad"}})) == "unknown_fact"


@pytest.mark.parametrize(
	("change", "key"),
	[
		({"colour": "red"}, "colour"),
		({"windows": [{"within": 7}]}, "windows"),
		({"windows": [{"since": "received_on"}]}, "windows"),
		({"conditions": [["price", ">"]]}, "conditions"),
		({"exclusions": [{"code": "user_damage"}]}, "exclusions"),
		({"deadlines": [{"code": "refund"}]}, "deadlines"),
		({"fee": {"charged": True}}, "fee"),
		({"remedies": None}, "remedies"),
		({"effective_from": 2020}, "effective_from"),
		({"version": "one"}, "version"),
		({"version": True}, "version"),
	],
)
def test_a_row_that_cannot_be_read(change, key):
	with pytest.raises(DomainError) as error:
		norm_of({**ROW, **change})
	assert (error.value.code, error.value.params["key"]) == ("norm_unreadable", key)


def test_a_row_without_what_every_norm_has_and_one_that_breaks_a_rule():
	assert code_of(lambda: norm_of({key: ROW[key] for key in ROW if key != "citation"})) == "norm_unreadable"
	assert code_of(lambda: norm_of({**ROW, "effective_from": "someday"})) == "norm_unreadable"
	assert code_of(lambda: norm_of({**ROW, "citation": ""})) == "norm_without_citation"
	assert norm_of({**ROW, "effective_from": "2020-01-01"}) == NORM
	assert code_of(lambda: norm_of({**ROW, "effective_from": None})) == "norm_unreadable"


def test_a_word_by_itself_is_a_list_of_one():
	assert norm_of({**ROW, "categories": "phone"}).categories == ("phone",)
	assert norm_of({**ROW, "windows": [{"since": "received_on", "settled_by": "received_on", "within": 7}]})


def test_a_file_of_a_companys_own():
	own = {"jurisdiction": "CN", "norms": [{**ROW, "id": "OURS", "rank": "promise"}]}
	assert [norm.id for norm in book_of([own]).norms] == ["OURS"]


def test_the_shipped_norms():
	assert {norm.jurisdiction for norm in BOOK.norms} == {"CN", "EU", "UK", "US", "AU"}
	assert {norm.jurisdiction for norm in shipped("cn").norms} == {"CN"}
	named = {category for norm in BOOK.norms for category in norm.categories}
	assert named <= {category for _, category in BOOK.categories}
	assert not {
		norm.id
		for norm in BOOK.norms
		if norm.fee.kind == "depreciation" and norm.fee.charged and not norm.effective_to
	}


def test_every_exclusion_has_its_sentence():
	assert set(EXCLUSIONS) <= set(SENTENCES)


def test_no_fact_is_there_that_neither_a_norm_nor_the_engine_asks_for():
	asked = {condition.fact for norm in BOOK.norms for condition in norm.conditions}
	for norm in BOOK.norms:
		asked |= {one.fact for exclusion in norm.exclusions for one in exclusion.conditions}
		asked |= {exclusion.proof for exclusion in norm.exclusions}
		asked |= {
			fact for window in norm.windows for fact in (*window.since, window.value_from, window.ends_on)
		}
		asked |= {norm.raised_by, norm.award.of if norm.award else ""}
		asked |= {fact for deadline in norm.deadlines for fact in (deadline.since, deadline.met_by)}
	for rule in coverage_book.shipped("cn"):
		asked |= set(rule.when)
	engine = {
		"region",
		"buyer",
		"channel",
		"notice_on",
		"coverage_end",
		"in_legal_warranty",
		"legal_coverage_end",
		"defect_claimed",
		"price",
		"use_rate",
		"daily_rate",
		"repair_by_hours",
	}
	assert set(FACTS) == (asked | engine) - {""}
