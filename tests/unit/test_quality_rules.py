"""Scores, complaints, doubts, grade and personal data by rules.md Q1, Q2, P1-P6, T6 and product.md C1, C4, C5."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from aftersales_app.domain import complaint_figures, scoring, service_grade, verification
from aftersales_app.domain import complaint_flow as complaints
from aftersales_app.domain import personal_data as personal
from aftersales_app.domain.complaint_flow import Assessment, Ending, Investigator
from aftersales_app.domain.errors import DomainError
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.personal_data import Call, Held
from aftersales_app.domain.ratings import Ratings
from aftersales_app.domain.scoring import Told
from aftersales_app.domain.verification import Given, OnRecord

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 2, 12)

# C4


@pytest.mark.parametrize(
	("late", "score"),
	[
		([], None),
		([-5], 5),
		([0], 5),
		([0.01], 4),
		([2], 4),
		([2.1], 3),
		([8], 3),
		([24], 2),
		([24.1], 1),
		([-3, 9], 2),
	],
)
def test_timeliness_by_the_worst_promise(late, score):
	assert scoring.timeliness([HOUR * hours for hours in late]).value == score


@pytest.mark.parametrize(
	("solved", "again", "handed_on", "score"),
	[
		(True, 0, 0, 5),
		(True, 0, 1, 4),
		(True, 1, 1, 3),
		(True, 2, 1, 2),
		(True, 5, 5, 2),
		(False, 0, 0, 2),
		(False, 3, 1, 2),
		(False, 0, 2, 1),
	],
)
def test_solved_at_once_down_to_handed_on_in_vain(solved, again, handed_on, score):
	assert scoring.solving(solved, again, handed_on).value == score


@pytest.mark.parametrize(
	("told", "steps", "score"),
	[
		("abcd", "xyz", 5),
		("abc", "xyz", 3),
		("abcd", "xzy", 3),
		("abcd", "yxz", 3),
		("abcd", "z", 5),
		("", "zyx", 1),
	],
)
def test_compliance_counts_what_is_missing_and_out_of_order(told, steps, score):
	record = Told(frozenset("abcd"), frozenset(told), tuple(steps), ("x", "y", "z"))
	assert scoring.compliance(record).value == score


def test_which_steps_were_out_of_order_and_what_was_not_recorded():
	found = scoring.compliance(Told(frozenset("ab"), frozenset("a"), tuple("yx"), ("x", "y")))
	assert [(reason.code, reason.params["name"]) for reason in found.reasons] == [
		("not_recorded", "b"),
		("out_of_order", "y"),
	]
	assert scoring.out_of_order(tuple("xyx"), ("x", "y")) == []
	assert scoring.compliance(Told(frozenset(), frozenset())).value is None


def test_thresholds_in_a_wrong_order_are_refused():
	with pytest.raises(DomainError, match="thresholds_not_rising"):
		scoring.Thresholds(late=(0, 8, 2, 24))
	with pytest.raises(DomainError, match="thresholds_not_rising"):
		scoring.Thresholds(again=(0, 3, 2))
	with pytest.raises(DomainError, match="thresholds_not_falling"):
		scoring.Thresholds(complete=(50, 75, 90, 100))


def test_a_site_measures_by_its_own_thresholds_and_says_so():
	strict = scoring.Thresholds(late=(0.5, 1, 2, 4), again=(0, 0, 1), in_vain=1, complete=(95, 80, 60, 40))
	assert [scoring.timeliness([HOUR * hours], strict).value for hours in (0.4, 0.9, 2, 4, 4.1)] == [
		5,
		4,
		3,
		2,
		1,
	]
	assert [scoring.solving(True, times, 0, strict).value for times in (0, 1, 2)] == [5, 3, 2]
	assert scoring.solving(False, 0, 1, strict).value == 1
	record = Told(frozenset("abcde"), frozenset("abcd"))
	assert (scoring.compliance(record, strict).value, scoring.compliance(record).value) == (4, 3)
	assert strict.reason.params == {
		"late": "0.5, 1, 2, 4",
		"again": "0, 0, 1",
		"in_vain": 1,
		"complete": "95, 80, 60, 40",
	}


def test_what_a_record_does_not_tell_has_no_score():
	found = scoring.objective(scoring.OnRecord())
	assert [score.value for score in found.values()] == [None, None, None]
	assert [score.reasons[0].code for score in found.values()] == [
		"nothing_promised",
		"solved_not_told",
		"nothing_asked",
	]
	full = scoring.OnRecord([HOUR * 3], scoring.Solved(True, 1), Told(frozenset("a"), frozenset("a")))
	assert [score.value for score in scoring.objective(full).values()] == [3, 4, 5]


def test_overall_is_the_mean_of_what_was_answered():
	assert scoring.overall({"timeliness": 5, "attitude": 2, "other": 1}) == 3.5
	assert scoring.overall({}) is None


# Q2


def test_safety_goes_before_everything():
	assert complaints.severity(Assessment(safety=True, impact=1)) == complaints.CRITICAL
	assert complaints.PRIORITIES[complaints.CRITICAL] == "P1"


@pytest.mark.parametrize(
	("impact", "complexity", "public", "expected"),
	[
		(1, 1, False, "Minor"),
		(1, 3, False, "Moderate"),
		(2, 1, False, "Moderate"),
		(2, 1, True, "Major"),
		(3, 1, False, "Major"),
	],
)
def test_severity(impact, complexity, public, expected):
	assert complaints.severity(Assessment(False, impact, complexity, public)) == expected


def test_who_may_investigate():
	def may(user):
		return complaints.can_investigate(Investigator(user, frozenset({"li"}), frozenset({"boss"}))).codes

	assert (may("li"), may("boss"), may("wang")) == (("investigates_self",), ("investigates_own_line",), ())


@pytest.mark.parametrize(
	("ending", "day", "outcome", "code"),
	[
		(Ending(None, "Accepted"), "11-09", "Decision Sent", "decision_not_sent"),
		(Ending(date(2026, 11, 2), "Rejected"), "11-09", "Open, Escalated", "customer_rejects"),
		(Ending(date(2026, 11, 2), "Accepted"), "11-02", "Closed", "customer_accepts"),
		(Ending(date(2026, 11, 2), "No Answer"), "11-08", "Decision Sent", "silence_too_short"),
		(Ending(date(2026, 11, 2), "No Answer"), "11-09", "Closed", "silence_recorded"),
		(Ending(date(2026, 11, 2)), "11-30", "Decision Sent", "no_opinion"),
		(
			Ending(date(2026, 11, 2), "Accepted", authority="12315"),
			"11-09",
			"Decision Sent",
			"authority_not_answered",
		),
	],
)
def test_never_closed_without_decision_and_answer(ending, day, outcome, code):
	found = complaints.can_close(ending, date.fromisoformat(f"2026-{day}"))
	assert (found.outcome, found.codes, found.allowed) == (outcome, (code,), outcome == "Closed")


def test_what_a_decision_needs():
	def refused(*given):
		return complaints.can_decide(*given).codes

	assert refused(False, "x", Ending(None)) == ("not_investigated",)
	assert refused(True, " ", Ending(None)) == ("decision_empty",)
	assert refused(True, "x", Ending(None, rejects=True)) == ("routes_not_told",)
	assert complaints.can_decide(True, "x", Ending(None, rejects=True, routes_told=True)).allowed


def test_every_move_leads_somewhere_and_decides_before_it_closes():
	for before, after in complaints.MOVES.items():
		assert after <= set(complaints.MOVES)
		if complaints.CLOSED in after:
			assert before in (complaints.DECIDED, complaints.ESCALATED)
	assert not complaints.can_move("Received", "Closed").allowed
	assert complaints.missing_steps(["Acknowledged", "Investigated"]) == ("Assessed", "Decision Sent")


def standing(status="Received", roles=("Quality Specialist",), **facts):
	return complaints.Standing(status, facts.pop("user", "wang"), frozenset(roles), **facts)


@pytest.mark.parametrize(
	("verb", "found", "code"),
	[
		("acknowledge", standing(roles=["Service Agent"]), None),
		("acknowledge", standing("Acknowledged"), "not_at_this_point"),
		("acknowledge", standing(roles=["Service Auditor"]), "not_in_this_role"),
		("acknowledge", standing(subjects=frozenset({"wang"})), "is_the_subject"),
		("assess", standing("Acknowledged"), None),
		("assess", standing("Acknowledged", ["Service Agent", "Service Team Lead"]), "not_in_this_role"),
		("assess", standing("Received"), "not_at_this_point"),
		("assign", standing("Acknowledged"), "not_at_this_point"),
		("assign", standing("Assessed", ["Operations Manager"]), None),
		("investigate", standing("Assessed"), "no_investigator"),
		("investigate", standing("Assessed", investigator="li"), "not_the_investigator"),
		("investigate", standing("Assessed", [], investigator="wang"), None),
		("respond", standing("Assessed"), "not_at_this_point"),
		("decide", standing("Assessed"), "not_at_this_point"),
		("decide", standing("Open, Escalated"), None),
		("decide", standing("Investigated", ["Service Team Lead"]), "not_in_this_role"),
		("record_opinion", standing("Decision Sent", ["Service Agent"]), None),
		("close", standing("Received"), "not_at_this_point"),
		("answer_authority", standing("Assessed"), "no_authority_waits"),
		("answer_authority", standing("Assessed", authority="12345"), None),
		("escalate", standing("Closed"), None),
		("appeal", standing("Closed", ["Service Agent"]), None),
		("tell_status", standing("Received", ["Service Agent"]), None),
		("tell_status", standing("Closed", ["Service Agent"]), "not_at_this_point"),
		("withdraw", standing("Received", ["Service Agent"]), "not_in_this_role"),
		("withdraw", standing("Received"), None),
		("withdraw", standing("Closed"), "not_at_this_point"),
		("withdraw", standing("Withdrawn"), "not_at_this_point"),
	],
)
def test_who_may_do_what_when(verb, found, code):
	decision = complaints.may(verb, found)
	assert (decision.allowed, decision.codes) == (code is None, (code,) if code else ())


@pytest.mark.parametrize("verb", complaints.VERBS)
def test_whom_a_complaint_is_about_does_nothing_about_it(verb):
	for status in complaints.VERBS[verb].statuses:
		found = standing(status, complaints.TAKES, subjects=frozenset({"wang"}), investigator="wang")
		assert complaints.may(verb, found).codes == ("is_the_subject",)


@pytest.mark.parametrize(
	("found", "action", "code"),
	[
		(Assessment(safety=True), " ", "immediate_action_missing"),
		(Assessment(safety=True), "Unplug it", None),
		(Assessment(impact=0), "", "weight_out_of_range"),
		(Assessment(complexity=4), "", "weight_out_of_range"),
		(Assessment(impact=3), "", None),
	],
)
def test_what_an_assessment_needs(found, action, code):
	assert complaints.can_assess(found, action).codes == ((code,) if code else ())


def test_assessed_anew_it_stays_where_it_is():
	assert complaints.after_assessing("Acknowledged") == "Assessed"
	assert complaints.after_assessing("Open, Escalated") == "Open, Escalated"


@pytest.mark.parametrize(
	("opinion", "on", "outcome", "code"),
	[
		("Accepted", "11-02", "", None),
		("Rejected", "11-03", "", "further_routes_not_told"),
		("Accepted", "11-01", "", "opinion_day_wrong"),
		("Accepted", "11-10", "", "opinion_day_wrong"),
		("No Answer", "11-08", "Decision Sent", "silence_too_short"),
		("No Answer", "11-09", "Closed", None),
		("Pleased", "11-03", "", "no_opinion"),
		("", "11-03", "", "no_opinion"),
	],
)
def test_what_the_customer_says_of_the_decision(opinion, on, outcome, code):
	said = complaints.Said(opinion, date.fromisoformat(f"2026-{on}"), date(2026, 11, 9))
	found = complaints.can_record_opinion(said, Ending(date(2026, 11, 2)))
	assert (found.allowed, found.outcome) == (code is None, outcome)
	assert code is None or found.codes == (code,)
	assert complaints.can_record_opinion(said, Ending(None)).codes == ("decision_not_sent",)


DECIDED, TODAY = date(2026, 11, 2), date(2026, 11, 20)


def said(opinion, day, **more):
	return complaints.Said(opinion, date(2026, 11, day), TODAY, **more)


@pytest.mark.parametrize(
	("told", "ending", "code"),
	[
		(said("Rejected", 3, routes_told=True), Ending(DECIDED), None),
		(said("Rejected", 3), Ending(DECIDED, routes_told=True), None),
		(
			said("No Answer", 12),
			Ending(DECIDED, "Rejected", opinion_on=date(2026, 11, 4)),
			"refused_is_no_silence",
		),
		(said("Accepted", 3), Ending(DECIDED, "Rejected", opinion_on=date(2026, 11, 4)), "opinion_day_wrong"),
		(said("Accepted", 4), Ending(DECIDED, "Rejected", opinion_on=date(2026, 11, 4)), None),
		(said("Accepted", 4, handling=5), Ending(DECIDED), None),
		(said("Accepted", 4, handling=6), Ending(DECIDED), "handling_out_of_range"),
		(said("Accepted", 4, handling=-1), Ending(DECIDED), "handling_out_of_range"),
	],
)
def test_who_refuses_learns_where_to_go_and_is_not_silent(told, ending, code):
	assert complaints.can_record_opinion(told, ending).codes == ((code,) if code else ())


def test_an_appeal_is_against_a_decision_and_in_words():
	def refused(day, what="Too little", decided=DECIDED, told=True):
		when = complaints.Said("", day, date(2026, 11, 9), told)
		return complaints.can_appeal(what, when, Ending(decided)).codes

	assert refused(date(2026, 11, 9)) == ()
	assert refused(date(2026, 11, 9), " ") == ("appeal_empty",)
	assert refused(date(2026, 11, 1)) == refused(date(2026, 11, 10)) == refused(None) == ("appeal_day_wrong",)
	assert refused(date(2026, 11, 9), decided=None) == ("decision_not_sent",)
	assert refused(date(2026, 11, 9), told=False) == ("further_routes_not_told",)


def test_a_complaint_is_not_withdrawn_past_an_authority():
	assert complaints.can_withdraw("Settled", "").allowed
	assert complaints.can_withdraw(" ", "").codes == ("withdrawal_empty",)
	assert complaints.can_withdraw("Settled", "12315").codes == ("authority_not_answered",)


def test_how_it_stands_is_told_from_time_to_time():
	week = timedelta(days=7)
	assert complaints.status_due([NOON, None, NOON + HOUR], week) == NOON + HOUR + week
	assert complaints.status_due([None], week) is None
	assert complaints.status_due([NOON], timedelta(0)) is None


def test_nothing_is_received_before_it_comes():
	assert complaints.can_receive(NOON, NOON).allowed
	assert complaints.can_receive(NOON + timedelta(seconds=1), NOON).codes == ("received_ahead",)


@pytest.mark.parametrize(
	("days", "unit", "last"),
	[
		(7, "Calendar Days", "2026-10-07"),
		(5, "Working Days", "2026-10-14"),
		(1, "Working Days", "2026-10-08"),
		(0, "Calendar Days", "2026-09-30"),
	],
)
def test_an_authority_s_term_is_counted_from_its_letter(days, unit, last):
	golden_week = DayCalendar(frozenset(date(2026, 10, day) for day in range(1, 8)), frozenset())
	assert complaints.outside_due(date(2026, 9, 30), days, unit, golden_week) == date.fromisoformat(last)


@pytest.mark.parametrize(
	("source", "days", "term"),
	[
		("12315", 0, (7, "Working Days")),
		("12315", 3, (3, "Calendar Days")),
		("12345", 0, (0, "Calendar Days")),
		("Court", 15, (15, "Calendar Days")),
	],
)
def test_the_term_is_the_letter_s_else_the_law_s(source, days, term):
	assert complaints.term_of(source, days, "Calendar Days") == term


def test_an_authority_is_answered_in_words_after_its_letter():
	def refused(day, text="Paid back"):
		letter, today = date(2026, 11, 2), date(2026, 11, 9)
		return complaints.can_answer_authority(day, text, letter, today).codes

	assert refused(date(2026, 11, 2)) == refused(date(2026, 11, 9)) == ()
	assert (
		refused(date(2026, 11, 1)) == refused(date(2026, 11, 10)) == refused(None) == ("authority_day_wrong",)
	)
	assert refused(date(2026, 11, 9), " ") == ("response_empty",)


def test_warnings_of_an_acknowledgement_come_before_it_is_late():
	ladder = complaints.acknowledgement_ladder(timedelta(hours=24))
	assert [(one.level, one.offset / 3600, one.recipient) for one in ladder] == [
		(1, -12, "Assignee"),
		(2, -4, "Team Lead"),
		(3, 0, "Operations Manager"),
	]


def test_acknowledged_at_once():
	day = timedelta(hours=24)
	assert not complaints.acknowledged_late(NOON, NOON + day, NOON + 3 * day, day)
	assert complaints.acknowledged_late(NOON, None, NOON + day + HOUR, day)


def told(days=None, opinion="", cost=0, currency="CNY", status="Closed"):
	return complaint_figures.Told(status, days, opinion, Decimal(cost), currency)


def test_figures_of_complaints():
	found = complaint_figures.figures(
		[
			told(1.5, "Accepted", 100),
			told(2.5, "Rejected", 50, status="Open, Escalated"),
			told(10, "No Answer"),
			told(4, "Accepted", "0.5"),
			told(status="Received"),
		]
	)
	assert (found.count, found.open, found.decided, found.median_days) == (5, 2, 4, 3.25)
	assert (found.opinions, found.accepted, found.accepted_share) == (4, 2, 50)
	assert (found.cost, found.currency) == (Decimal("150.5"), "CNY")


def test_costs_of_several_currencies_are_not_added_up():
	found = complaint_figures.figures([told(cost=1), told(cost=1, currency="EUR")])
	assert (found.cost, found.currency) == (None, "")
	nothing = complaint_figures.figures([])
	assert (nothing.count, nothing.median_days, nothing.accepted_share, nothing.cost) == (0, None, None, 0)


# C5, T6


def given(**told):
	return Given(**{"scores": {"timeliness": 3}, "overall": 3, "words": "fine", **told})


@pytest.mark.parametrize(
	("answer", "record", "codes"),
	[
		(given(scores={"timeliness": 1}), OnRecord({"timeliness": 5}), ["contradicts_record"]),
		(given(scores={"timeliness": 5}), OnRecord({"timeliness": 1}), ["contradicts_record"]),
		(given(scores={"timeliness": 3}), OnRecord({"timeliness": 5}), []),
		(given(claims={"in_time": False}), OnRecord(facts={"in_time": True}), ["says_otherwise"]),
		(given(claims={"in_time": False}), OnRecord(), []),
		(given(overall=2, likes=2, dislikes=1), OnRecord(), ["praises_but_low"]),
		(given(overall=5, likes=0, dislikes=1), OnRecord(), ["complains_but_high"]),
		(given(sender="139"), OnRecord(staff={"139"}), ["rated_by_staff"]),
		(given(at=NOON), OnRecord(others=[NOON - HOUR, NOON - 23 * HOUR]), ["burst"]),
		(given(at=NOON), OnRecord(others=[NOON - HOUR, NOON - 24 * HOUR]), []),
		(given(took=timedelta(seconds=4.9)), OnRecord(), ["too_fast"]),
		(given(took=timedelta(seconds=5)), OnRecord(), []),
	],
)
def test_what_is_doubtful(answer, record, codes):
	assert [doubt.code for doubt in verification.doubts(answer, record)] == codes


def test_extremes_low_scores_and_words():
	assert verification.is_extreme(given(scores={"a": 5, "b": 5}, overall=5))
	assert not verification.is_extreme(given(scores={"a": 5, "b": 4}, overall=5))
	assert verification.is_low(given(scores={"a": 5, "b": 3}, overall=5))
	assert not verification.is_low(given(scores={"a": 4}, overall=None))
	assert verification.needs_words(given(words=" \n")) and not verification.needs_words(given())


def test_the_funnel():
	everybody = Ratings((20, 30, 120, 290, 540))
	own = Ratings((1, 2, 4, 10, 3))
	assert verification.funnel_z(Ratings((0, 0, 3, 2, 0)), everybody) is None
	assert verification.funnel_z(own, everybody) == pytest.approx(
		(own.mean - everybody.mean) / (everybody.deviation / 20**0.5)
	)
	assert verification.is_outlier(Ratings((9, 3, 5, 2, 1)), everybody)
	assert verification.funnel_z(own, Ratings((0, 0, 0, 0, 50))) is None


def test_who_may_verify_and_why():
	def refused(*told):
		return verification.can_verify(*told).codes

	assert refused("li", {"li"}, "Valid", "") == ("verifies_own_score",)
	assert refused("wang", {"li"}, "Set Aside", " ") == ("outcome_needs_reason",)
	assert refused("wang", {"li"}, "Deleted", "x") == ("no_such_outcome",)
	assert verification.can_verify("wang", {"li"}, "Valid", "").allowed


# Q1


@pytest.mark.parametrize(
	("applicable", "got", "special", "score", "name"),
	[
		("92", "84.6", 1, "90.96", "four_stars"),
		("100", "94.96", 0, "94.96", "four_stars"),
		("100", "96", 5, "91", "not_reached"),
		("100", "95", 0, "95", "five_stars"),
		("100", "69.999", 0, "69.99", "not_reached"),
		("100", "70", 0, "70", "reached"),
		("50", "40", 0, "80", "three_stars"),
	],
)
def test_grade(applicable, got, special, score, name):
	found = service_grade.grade(Decimal(applicable), Decimal(got), special)
	assert (found.score, found.grade) == (Decimal(score), name)


def test_a_sampled_indicator_loses_the_share_that_does_not_conform():
	assert service_grade.sampled(Decimal(4), 2, 10) == Decimal("3.2")
	with pytest.raises(ValueError):
		service_grade.sampled(Decimal(4), 0, 0)


def test_weights_and_bonus():
	one = service_grade.Indicator("service_system", Decimal(40), Fraction(1))
	others = [
		service_grade.Indicator("goods_service", Decimal(35), Fraction(1, 2)),
		service_grade.Indicator("customer_service", Decimal(25), Fraction(1), applies=False),
	]
	service_grade.check_weights([one, *others])
	assert [part.got for part in others] == [Fraction(35, 2), 0]
	with pytest.raises(DomainError, match="weights_do_not_add_up"):
		service_grade.check_weights(others)
	with pytest.raises(DomainError, match="bonus_too_high"):
		service_grade.grade(Decimal(100), Decimal(90), bonus=Decimal("1.1"))
	with pytest.raises(DomainError, match="nothing_applies"):
		service_grade.grade(Decimal(0), Decimal(0))


# P1-P6


@pytest.mark.parametrize(
	("purpose", "basis", "consents", "allowed"),
	[
		("call_back", "contract", (), True),
		("marketing", "contract", (), False),
		("marketing", "contract", ("marketing",), True),
		("research", "contract", (), False),
		("call_back", "consent", (), False),
		("training", "legal_duty", (), True),
	],
)
def test_what_personal_data_may_be_used_for(purpose, basis, consents, allowed):
	assert personal.may_use(purpose, basis, consents).allowed is allowed


@pytest.mark.parametrize(
	("call", "outcome"),
	[
		(Call(noticed=False, basis="contract"), "notes_only"),
		(Call(noticed=True), "notes_only"),
		(Call(noticed=True, basis="contract"), "record"),
		(Call(noticed=True, basis="contract", objected=True), "stop"),
		(Call(noticed=True, basis="consent", sensitive=True), "pause"),
	],
)
def test_what_may_be_recorded(call, outcome):
	found = personal.recording(call)
	assert (found.outcome, found.allowed) == (outcome, outcome == "record")


@pytest.mark.parametrize(
	("held", "today", "state"),
	[
		(Held(None, 36), "2026-01-01", "Active"),
		(Held(date(2025, 3, 10), 36), "2028-03-10", "Active"),
		(Held(date(2025, 3, 10), 36), "2028-03-11", "Anonymised"),
		(Held(date(2025, 3, 10), 36, released=True), "2025-03-11", "Anonymised"),
		(Held(date(2022, 3, 10), 36, law_until=date(2028, 3, 10)), "2026-01-01", "Restricted"),
		(Held(date(2025, 3, 10), 36, law_until=date(2031, 3, 10), released=True), "2026-01-01", "Restricted"),
		(Held(date(2025, 3, 10), 36, law_until=date(2031, 3, 10), released=True), "2031-03-11", "Anonymised"),
		(Held(None, 36, released=True), "2026-01-01", "Restricted"),
	],
)
def test_what_becomes_of_personal_data(held, today, state):
	assert personal.state(held, date.fromisoformat(today)) == state


def test_a_request_is_answered_in_fifteen_days():
	assert personal.answer_due(date(2026, 2, 20)) == date(2026, 3, 7)


def test_the_course_of_a_month():
	Course = complaint_figures.Course
	found = complaint_figures.trend(
		[
			Course(ack_hours=1, in_time=True, days=2, opinion="Accepted", handling=5, safety=True),
			Course(
				ack_hours=30, in_time=False, days=4, opinion="Rejected", handling=2, outside=True, open=True
			),
			Course(open=True),
		],
		200,
	)
	assert (found.count, found.per_hundred, found.open, found.safety, found.outside) == (3, 1.5, 2, 1, 1)
	assert (found.ack_hours, found.in_time, found.judged, found.days) == (15.5, 1, 2, 3)
	assert (found.accepted, found.opinions, found.handling, found.asked) == (1, 2, 3.5, 2)
	nothing = complaint_figures.trend([], 0)
	assert (nothing.count, nothing.per_hundred, nothing.days, nothing.handling) == (0, None, None, None)
