"""rules.md R6, and the periods of R5, R8, R9 and R11: which days are covered, and why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from state_calendar import CHINA

from aftersales_app.aftersales_core.sentences import SENTENCES
from aftersales_app.domain.coverage import RESTARTED, STARTED, timeline, warranty_tier
from aftersales_app.domain.coverage_run import stretch
from aftersales_app.domain.coverage_terms import (
	BASE,
	DELIVERY,
	EXCHANGED,
	EXTENSION,
	FIRST_KNOWN,
	INVOICE,
	PART_REPAIRED,
	PART_REPLACED,
	PROMISE,
	REGISTRATION,
	STATUTORY,
	Change,
	Limit,
	Reading,
	Term,
	Unit,
)
from aftersales_app.domain.errors import DomainError

LAW = Term("law", "law", STATUTORY, "Art. 18", months=12, factory_days=90)
MAIN = Term("law-main", "law", STATUTORY, "Art. 18", months=36, part="main part")
PROMISED = Term("promise", "promise", PROMISE, "Advertisement", months=36)
BOUGHT = Term("extension", "extension", EXTENSION, "Contract", months=12)
CAR = Term(
	"car",
	"car",
	STATUTORY,
	"Art. 18",
	months=36,
	starts=(DELIVERY, INVOICE),
	pick=FIRST_KNOWN,
	limit=Limit("km", 60_000),
)


def until(terms, part="", **facts):
	return timeline(Unit(**facts), terms, CHINA).until(part)


def day(text):
	return date.fromisoformat(text)


def span(first, last):
	return day(first), day(last)


INSTALLED = {"installation": date(2024, 3, 15)}
REPAIRED = (span("2024-07-01", "2024-07-10"), span("2024-07-08", "2024-07-20"))


@pytest.mark.parametrize(
	("facts", "expected"),
	[
		pytest.param({"repairs": REPAIRED}, "2025-04-07", id="R6: 20 days of repair end on a holiday"),
		pytest.param({}, "2025-03-17", id="R6: ends on a Saturday"),
		pytest.param({"changes": (Change(EXCHANGED, day("2024-09-01")),)}, "2025-09-01", id="R6: exchanged"),
		pytest.param(
			{"changes": (Change(EXCHANGED, day("2024-09-01")),), "repairs": REPAIRED},
			"2025-09-01",
			id="repairs before the exchange are dropped",
		),
		pytest.param(
			{
				"changes": (Change(EXCHANGED, day("2024-09-01")),),
				"repairs": (span("2024-08-28", "2024-09-01"), span("2024-10-08", "2024-10-10")),
			},
			"2025-09-04",
			id="the repair that led to the exchange is dropped, a later one counts",
		),
		pytest.param(
			{"changes": (Change(EXCHANGED, day("2024-12-10")), Change(EXCHANGED, day("2024-09-01")))},
			"2025-12-10",
			id="exchanged twice",
		),
		pytest.param({"repairs": (span("2025-03-15", "2025-03-15"),)}, "2025-03-17", id="on the last day"),
		pytest.param({"repairs": (span("2025-03-16", "2025-03-20"),)}, "2025-03-17", id="after the last day"),
		pytest.param(
			{"repairs": (span("2025-03-17", "2025-03-18"), span("2025-03-14", "2025-03-15"))},
			"2025-03-19",
			id="a repair that begins in the time another one added",
		),
		pytest.param({"repairs": (span("2024-03-10", "2024-03-16"),)}, "2025-03-17", id="before the start"),
	],
)
def test_until_when_the_law_covers(facts, expected):
	assert until([LAW], dates=INSTALLED, **facts) == day(expected)


@pytest.mark.parametrize(
	("term", "dates", "start"),
	[
		(
			LAW,
			{"invoice": "2024-07-05", "delivery": "2024-07-08", "installation": "2024-07-20"},
			"2024-07-20",
		),
		(LAW, {"invoice": "2024-07-05", "delivery": "2024-07-08"}, "2024-07-08"),
		(LAW, {"invoice": "2024-07-05"}, "2024-07-05"),
		(LAW, {"invoice": "2024-07-05", "factory": "2024-01-01"}, "2024-07-05"),
		(LAW, {"factory": "2024-01-01"}, "2024-03-31"),
		(
			replace(LAW, starts=(REGISTRATION,)),
			{"invoice": "2024-07-05", "registration": "2024-08-01"},
			"2024-08-01",
		),
		(CAR, {"invoice": "2024-07-05", "delivery": "2024-07-08"}, "2024-07-08"),
		(CAR, {"invoice": "2024-07-05", "delivery": "2024-07-01"}, "2024-07-01"),
		(CAR, {"invoice": "2024-07-05"}, "2024-07-05"),
	],
)
def test_what_starts_it(term, dates, start):
	found = timeline(Unit({event: day(text) for event, text in dates.items()}), [term], CHINA)
	assert found.segments[0].first == day(start)


@pytest.mark.parametrize(
	("terms", "expected"),
	[
		pytest.param([LAW, PROMISED], "2027-03-15", id="R11: law 12, promise 36"),
		pytest.param(
			[LAW, Term("claim", "contract", BASE, "Contract", days=15)],
			"2025-03-17",
			id="R11: contract 15 days",
		),
		pytest.param([LAW, BOUGHT], "2026-03-16", id="extension after the base"),
		pytest.param([LAW, PROMISED, BOUGHT], "2028-03-15", id="extension after the promise"),
		pytest.param(
			[LAW, BOUGHT, replace(BOUGHT, code="second", bought_on=day("2025-01-01"))],
			"2027-03-15",
			id="two extensions",
		),
		pytest.param(
			[LAW, replace(BOUGHT, bought_on=day("2025-06-03"))],
			"2026-06-03",
			id="bought after the base had ended",
		),
	],
)
def test_whoever_gives_more_wins(terms, expected):
	assert until(terms, dates=INSTALLED) == day(expected)


def test_a_contract_below_the_law_is_void():
	contract = Term("claim", "contract", BASE, "Contract", days=15)
	found = timeline(Unit(INSTALLED), [contract, LAW], CHINA)
	assert [segment.term for segment in found.segments] == ["law"]
	assert [(note.code, dict(note.params)) for note in found.notes] == [
		("below_law", {"term": "claim", "until": day("2024-04-01"), "law_until": day("2025-03-17")})
	]


def test_a_shorter_contract_without_the_law_s_limit_on_use_is_not_void():
	contract = Term("base", "contract", BASE, "Contract", months=24)
	used = (Reading(day("2025-03-01"), "km", 60_001),)
	found = timeline(Unit({"delivery": day("2024-01-10")}, readings=used), [contract, CAR], CHINA)
	assert found.until() == day("2026-01-12")
	assert not timeline(Unit({"delivery": day("2024-01-10")}), [contract, CAR], CHINA).notes


def told(found):
	return [(one.term, one.part, one.kind, str(one.first), str(one.until)) for one in found.segments]


def codes(segment):
	return [reason.code for reason in segment.why]


def test_an_extension_follows_on_the_base_and_waits_for_its_repair_time():
	unit = Unit(INSTALLED, repairs=(span("2024-07-01", "2024-07-20"), span("2025-12-01", "2025-12-02")))
	found = timeline(unit, [BOUGHT, LAW], CHINA)
	assert told(found) == [
		("law", "", "statutory", "2024-03-15", "2025-03-15"),
		("law", "", "repair_time", "2025-03-16", "2025-04-07"),
		("extension", "", "extension", "2025-04-08", "2026-04-04"),
		("extension", "", "repair_time", "2026-04-05", "2026-04-06"),
	]
	assert codes(found.segments[1]) == ["repair_time_added", "last_day_rests"]
	assert codes(found.segments[2]) == ["follows_cover", "lasts_months", "repair_time_carried"]


def test_each_segment_tells_its_arithmetic():
	first, second = timeline(Unit(INSTALLED, repairs=REPAIRED), [LAW], CHINA).segments[:2]
	assert [(reason.code, dict(reason.params)) for reason in first.why] == [
		("starts_with_installation", {"date": day("2024-03-15")}),
		("lasts_months", {"months": 12, "start": day("2024-03-15"), "end": day("2025-03-15")}),
	]
	assert [(reason.code, dict(reason.params)) for reason in second.why] == [
		(
			"repair_time_added",
			{"first": day("2024-07-01"), "last": day("2024-07-10"), "days": 10, "end": day("2025-03-25")},
		)
	]


def test_an_exchange_ends_the_old_and_begins_anew():
	found = timeline(Unit(INSTALLED, changes=(Change(EXCHANGED, day("2024-09-01")),)), [LAW], CHINA)
	assert told(found) == [
		("law", "", "statutory", "2024-03-15", "2024-08-31"),
		("law", "", "restart", "2024-09-01", "2025-09-01"),
	]
	assert codes(found.segments[0])[-1] == "ended_by_restart"
	assert codes(found.segments[1])[0] == "restarted_by_exchange"


PARTS = {"compressor": "main part", "fan motor": "main part", "door": ""}


@pytest.mark.parametrize(
	("changes", "expected"),
	[
		((), {"": "2025-03-17", "compressor": "2027-03-15", "fan motor": "2027-03-15", "door": "2025-03-17"}),
		(
			(Change(PART_REPLACED, day("2024-09-02"), "compressor"),),
			{"": "2025-03-17", "compressor": "2027-09-02", "fan motor": "2027-03-15", "door": "2025-03-17"},
		),
		(
			(Change(PART_REPAIRED, day("2024-09-02"), "compressor"),),
			{"": "2025-03-17", "compressor": "2027-03-15"},
		),
		(
			(Change(EXCHANGED, day("2024-09-01")),),
			{"": "2025-09-01", "compressor": "2027-09-01", "fan motor": "2027-09-01"},
		),
	],
)
def test_a_part_has_a_clock_of_its_own(changes, expected):
	found = timeline(Unit(INSTALLED, PARTS, changes=changes), [LAW, MAIN], CHINA)
	assert {part: found.until(part) for part in expected} == {
		part: day(text) for part, text in expected.items()
	}


def test_an_extension_holds_for_a_part_that_was_covered_up_to_it():
	found = timeline(Unit(INSTALLED, PARTS), [LAW, MAIN, PROMISED, BOUGHT], CHINA)
	assert found.until("compressor") == day("2028-03-15")


def test_where_the_rule_says_so_a_repaired_part_begins_anew():
	local = replace(MAIN, restarts=(EXCHANGED, PART_REPLACED, PART_REPAIRED))
	unit = Unit(INSTALLED, PARTS, changes=(Change(PART_REPAIRED, day("2024-09-02"), "compressor"),))
	assert timeline(unit, [LAW, local], CHINA).until("compressor") == day("2027-09-02")


def test_the_row_that_names_a_part_comes_before_its_group_and_the_unit():
	battery = Term("law-battery", "law", STATUTORY, "List", months=6, part="battery")
	found = timeline(Unit(INSTALLED, {"battery": "main part"}), [LAW, MAIN, battery], CHINA)
	assert found.until("battery") == day("2024-09-16")  # the 15th is a Sunday
	extended = timeline(Unit(INSTALLED, {"battery": ""}), [LAW, battery, BOUGHT], CHINA)
	assert (extended.until("battery"), extended.until()) == (day("2024-09-16"), day("2026-03-16"))
	promised = timeline(Unit(INSTALLED), [LAW, battery, PROMISED], CHINA)
	assert promised.until("battery") == day("2027-03-15")


@pytest.mark.parametrize(
	("readings", "expected"),
	[
		((), "2027-03-15"),
		((("2025-06-01", 60_000),), "2027-03-15"),
		((("2025-06-01", 60_001),), "2025-05-31"),
		((("2025-06-01", 60_001), ("2025-05-01", 70_000)), "2025-04-30"),
		((("2028-01-01", 90_000),), "2027-03-15"),
	],
)
def test_days_or_use_whichever_comes_first(readings, expected):
	used = tuple(Reading(day(text), "km", value) for text, value in readings)
	assert until([CAR], dates={"delivery": day("2024-03-15")}, readings=used) == day(expected)


def test_after_an_exchange_the_counter_is_the_new_unit_s():
	changes = (Change(EXCHANGED, day("2025-03-03")),)
	used = (Reading(day("2025-03-03"), "km", 61_000), Reading(day("2026-03-03"), "km", 20_000))
	facts = {"dates": {"delivery": day("2024-03-15")}, "changes": changes}
	assert until([CAR], readings=used, **facts) == day("2028-03-03")
	assert until([CAR], readings=(*used, Reading(day("2027-03-03"), "km", 60_001)), **facts) == day(
		"2027-03-02"
	)


def test_a_new_part_is_used_from_its_own_day():
	engine = Term("engine", "engine", STATUTORY, "Art.", months=36, part="engine", limit=Limit("km", 60_000))
	used = tuple(
		Reading(day(text), "km", value)
		for text, value in [("2025-03-01", 50_000), ("2025-03-05", 50_500), ("2026-03-05", 110_000)]
	)
	facts = {"dates": INSTALLED, "changes": (Change(PART_REPLACED, day("2025-03-03"), "engine"),)}
	assert until([engine], "engine", readings=used, **facts) == day("2028-03-03")
	beyond = (*used, Reading(day("2026-06-01"), "km", 110_001))
	assert until([engine], "engine", readings=beyond, **facts) == day("2026-05-31")


def test_an_extension_never_covers_days_before_it_was_bought():
	sold = replace(BOUGHT, bought_on=day("2025-09-01"))
	used = (Reading(day("2025-06-01"), "km", 60_001),)
	found = timeline(Unit({"delivery": day("2024-03-15")}, readings=used), [CAR, sold], CHINA)
	assert [(str(one.first), str(one.until)) for one in found.segments] == [
		("2024-03-15", "2025-05-31"),
		("2025-09-01", "2028-03-15"),
	]


def test_another_owner_keeps_the_law_and_loses_what_does_not_transfer():
	facts = {"dates": INSTALLED, "transfers": (day("2025-06-01"), day("2025-01-06"))}
	assert until([LAW], **facts) == day("2025-03-17")
	assert until([replace(PROMISED, transfers=False)], **facts) == day("2025-01-06")
	assert until([LAW, replace(PROMISED, transfers=False)], **facts) == day("2025-03-17")


@pytest.mark.parametrize(
	("text", "covered", "until", "left", "code"),
	[
		("2024-03-14", False, None, 0, "cover_not_begun"),
		("2024-03-15", True, "2025-03-17", 367, "covered_until"),
		("2025-03-16", True, "2025-03-17", 1, "covered_until"),
		("2025-03-17", True, "2025-03-17", 0, "covered_until"),
		("2025-03-18", False, None, 0, "cover_ended"),
	],
)
def test_is_a_day_covered(text, covered, until, left, code):
	cover = timeline(Unit(INSTALLED), [LAW], CHINA).covered_on(day(text))
	assert (cover.covered, cover.until, cover.remaining_days) == (covered, until and day(until), left)
	assert cover.reasons[-1].code == code


def test_cover_without_a_gap_reaches_into_the_extension():
	cover = timeline(Unit(INSTALLED), [LAW, BOUGHT], CHINA).covered_on(day("2024-06-01"))
	assert (cover.until, [one.term for one in cover.segments]) == (day("2026-03-16"), ["law"])


def test_a_gap_is_told():
	found = timeline(Unit(INSTALLED), [LAW, replace(BOUGHT, bought_on=day("2025-06-03"))], CHINA)
	assert found.covered_on(day("2025-05-01")).reasons[0].code == "cover_gap"
	assert found.covered_on(day("2025-01-01")).until == day("2025-03-17")


@pytest.mark.parametrize(
	("unit", "asked"),
	[
		(Unit({}), "start_unknown"),
		(Unit({"delivery": day("2020-01-01")}, needs_installation=True), "installation_unknown"),
	],
)
def test_what_nobody_knows_is_asked_for_not_refused(unit, asked):
	cover = timeline(unit, [LAW], CHINA).covered_on(day("2025-06-03"))
	assert cover.covered is None
	assert cover.reasons[-1].code == asked


def test_nothing_granted_covers_nothing():
	cover = timeline(Unit(INSTALLED), [], CHINA).covered_on(day("2025-06-03"))
	assert (cover.covered, cover.reasons[0].code) == (False, "never_covered")


@pytest.mark.parametrize(("bought", "expected"), [("2024-06-30", "2025-06-30"), ("2024-07-01", "2027-07-01")])
def test_a_rule_holds_for_what_was_bought_while_it_was_in_force(bought, expected):
	old = replace(LAW, in_force_to=day("2024-06-30"))
	new = replace(LAW, months=36, version=2, in_force_from=day("2024-07-01"))
	found = timeline(Unit({"invoice": day(bought)}), [new, old], CHINA)
	assert found.until() == day(expected)
	assert [note.code for note in found.notes] == ["term_not_in_force"]


def test_a_change_before_the_start_is_told():
	found = timeline(Unit(INSTALLED, changes=(Change(EXCHANGED, day("2024-01-02")),)), [LAW], CHINA)
	assert (found.until(), found.notes[0].code) == (day("2025-03-17"), "change_before_start")


@pytest.mark.parametrize(
	("code", "made"),
	[
		("period_not_positive", lambda: replace(LAW, months=0)),
		("period_not_positive", lambda: replace(LAW, days=-1)),
		("period_not_positive", lambda: replace(LAW, limit=Limit("km", 0))),
		("term_without_citation", lambda: replace(LAW, citation=" ")),
		(
			"term_dates_reversed",
			lambda: replace(LAW, in_force_from=day("2025-01-01"), in_force_to=day("2024-01-01")),
		),
		("unknown_term_kind", lambda: replace(LAW, kind="gift")),
		("unknown_start", lambda: replace(LAW, starts=("wedding",))),
		("unknown_start", lambda: replace(LAW, pick="best")),
		("unknown_change", lambda: replace(LAW, restarts=("wash",))),
		("unknown_change", lambda: Change("wash", day("2025-01-01"))),
		("change_without_part", lambda: Change(PART_REPLACED, day("2025-01-01"))),
		("days_reversed", lambda: until([LAW], dates=INSTALLED, repairs=(span("2025-01-02", "2025-01-01"),))),
		("term_twice", lambda: until([LAW, replace(LAW, months=24)], dates=INSTALLED)),
		("period_too_long", lambda: replace(LAW, months=120_000)),
		("period_too_long", lambda: replace(LAW, days=3_650_000)),
		("period_too_long", lambda: replace(LAW, factory_days=3_650_000)),
		("beyond_calendar", lambda: until([LAW], dates={"delivery": day("9999-12-31")})),
		("beyond_calendar", lambda: until([LAW], dates={"delivery": day("2200-06-01")})),
		(
			"beyond_calendar",
			lambda: until([LAW], repairs=(span("0001-01-01", "0001-01-02"),), dates=INSTALLED),
		),
	],
)
def test_bad_input_is_refused(code, made):
	with pytest.raises(DomainError, match=code):
		made()


DAYS = st.dates(date(2023, 12, 1), date(2027, 12, 31))
SPANS = st.tuples(DAYS, st.integers(0, 45)).map(lambda one: (one[0], one[0] + timedelta(days=one[1])))
WHEN = st.dictionaries(st.sampled_from(["invoice", "delivery", "installation", "factory"]), DAYS, min_size=1)
CHANGED = st.builds(
	Change, st.sampled_from([EXCHANGED, PART_REPLACED]), DAYS, st.sampled_from(["compressor", "fan motor"])
)
UNITS = st.builds(
	Unit,
	WHEN,
	st.just(PARTS),
	st.booleans(),
	st.lists(SPANS, max_size=6).map(tuple),
	st.lists(CHANGED, max_size=3).map(tuple),
)
ALL = (
	LAW,
	MAIN,
	replace(PROMISED, months=14),
	BOUGHT,
	replace(BOUGHT, code="late", bought_on=day("2025-02-10")),
)
TERMS = st.lists(st.sampled_from(ALL), unique=True, min_size=1)


def days_of(found, part):
	return {
		one.first.toordinal() + ahead
		for one in found.of(part)
		for ahead in range((one.until - one.first).days + 1)
	}


@given(UNITS, TERMS, SPANS)
def test_one_more_repair_never_shortens(unit, terms, repair):
	before = timeline(unit, terms, CHINA)
	after = timeline(replace(unit, repairs=(*unit.repairs, repair)), terms, CHINA)
	for part in ("", "compressor"):
		assert days_of(before, part) <= days_of(after, part)


@given(UNITS, TERMS, st.integers(1, 40), st.integers(0, 40))
def test_a_kinder_promise_never_shortens(unit, terms, months, more):
	terms = [term for term in terms if term.kind != PROMISE]
	none, less, kinder = (
		timeline(unit, [*terms, *promised], CHINA)
		for promised in ([], [replace(PROMISED, months=months)], [replace(PROMISED, months=months + more)])
	)
	for part in ("", "compressor"):
		assert days_of(none, part) <= days_of(less, part) <= days_of(kinder, part)


@given(UNITS, TERMS, st.randoms())
def test_the_order_of_facts_is_irrelevant_and_twice_is_the_same(unit, terms, random):
	mixed = replace(
		unit,
		dates=dict(random.sample(sorted(unit.dates.items()), len(unit.dates))),
		parts=dict(random.sample(sorted(unit.parts.items()), len(unit.parts))),
		repairs=tuple(random.sample(unit.repairs, len(unit.repairs))),
		changes=tuple(random.sample(unit.changes, len(unit.changes))),
	)
	found = timeline(unit, terms, CHINA)
	assert timeline(mixed, random.sample(terms, len(terms)), CHINA) == found
	assert timeline(unit, terms, CHINA) == found


@given(DAYS, st.lists(SPANS, max_size=8))
def test_one_pass_is_stable(end0, spans):
	end = end0
	while True:
		covered = {
			first.toordinal() + ahead
			for first, last in spans
			if first <= end
			for ahead in range((last - first).days + 1)
		}
		if end == end0 + timedelta(days=len(covered)):
			break
		end = end0 + timedelta(days=len(covered))
	assert sum(days for _, days in stretch(end0, spans)) == (end - end0).days


def test_each_start_and_each_change_has_its_words():
	assert set(STARTED.values()) | set(RESTARTED.values()) <= set(SENTENCES)


@pytest.mark.parametrize(
	("on", "tier"),
	[("2024-04-01", "In Warranty"), ("2025-07-01", "Extended Warranty"), ("2027-01-01", "Out of Warranty")],
)
def test_service_levels_go_by_what_covers_the_whole_unit(on, tier):
	found = timeline(Unit(INSTALLED), [LAW, BOUGHT], CHINA)
	assert warranty_tier(found.covered_on(day(on))) == tier


def test_service_levels_do_not_know_a_cover_whose_start_is_missing():
	assert warranty_tier(timeline(Unit({}), [LAW], CHINA).covered_on(day("2024-03-01"))) == "Unknown"
