"""A norm of law decides while the law's own cover runs, a promise or an extension while its own does (rules.md R11)."""

from itertools import permutations

import pytest

from aftersales_app.cli.decide import decide_plain

BOUGHT = "2020-01-06"
TWICE = {"repair_count": 2, "same_model_in_stock": True, "wants": "exchange"}


def term(code="P", months=120, kind="promise", **more):
	return {"code": code, "kind": kind, "months": months, "citation": "our promise", **more}


def norm(*remedies, id="P", rank="promise"):
	"""What somebody promises while a term of that name covers."""
	asked = [["in_warranty", "==", True], ["defect_confirmed", "==", True]]
	about = {"rank": rank, "citation": "our promise", "effective_from": "2010-01-01"}
	return {
		"jurisdiction": "CN",
		"norms": [{"id": id, "version": 1, **about, "conditions": asked, "remedies": list(remedies)}],
	}


def decided(on, *norms, category="refrigerator", region="CN-GD", part="", terms=(), parts=None, **facts):
	sold = {"buyer": "consumer", "region": region, "delivered_on": BOUGHT, "channel": "store"}
	unit = {"terms": list(terms), "parts": parts or {}, **({"part": part} if part else {})}
	told = {**sold, "defect_confirmed": True, **TWICE, **facts}
	case = {"event_on": on, "jurisdiction": "CN", "category": category, "facts": told, "unit": unit}
	return decide_plain(case, norms)


def given(decision):
	"""Remedy -> (the norm that decided, last day, the others)."""
	return {
		one["remedy"]: (
			one["decided_by"]["norm"],
			one["until"],
			sorted(also["norm"] for also in one["also"]),
		)
		for one in decision["remedies"]
	}


COMPRESSOR = {"terms": [term(part="压缩机")], "part": "压缩机", "parts": {"压缩机": "main part"}}
EXTENSION = {"terms": [term("EX-1", 24, "extension", bought_on="2020-02-03")]}
LAW_TWICE = {"exchange": ("CN-SB-2-REPAIRS", "2021-01-06", [])}


@pytest.mark.parametrize(
	("on", "told", "owed"),
	[
		# a promise that outlasts the law
		pytest.param(
			"2026-11-01",
			COMPRESSOR,
			{"repair": ("P", "2030-01-07", [])},
			id="a part, the law's 36 months over",
		),
		pytest.param(
			"2022-06-01",
			COMPRESSOR,
			{
				"exchange": ("CN-SB-2-REPAIRS", "2023-01-06", []),
				"repair": ("P", "2030-01-07", ["CN-SB-WARRANTY"]),
			},
			id="a part, the law's 36 months running",
		),
		pytest.param("2022-06-01", {**COMPRESSOR, "part": ""}, {}, id="the unit, which nobody covers"),
		pytest.param(
			"2022-06-01",
			{"terms": [term(months=36)]},
			{"repair": ("P", "2023-01-06", [])},
			id="the unit, promised for longer",
		),
		pytest.param(
			"2022-06-01",
			{"terms": [term(months=36)], "part": "压缩机", "parts": {"压缩机": "main part"}},
			{
				"exchange": ("CN-SB-2-REPAIRS", "2023-01-06", []),
				"repair": ("CN-SB-WARRANTY", "2023-01-06", ["P"]),
			},
			id="law and promise end on one day",
		),
		# what was bought
		pytest.param(
			"2022-05-06", EXTENSION, {"repair": ("EX-1", "2023-01-06", [])}, id="an extension alone"
		),
		pytest.param(
			"2020-12-07",
			EXTENSION,
			{**LAW_TWICE, "repair": ("CN-SB-WARRANTY", "2021-01-06", [])},
			id="an extension that waits for the law's end",
		),
		pytest.param(
			"2020-12-07",
			{},
			{**LAW_TWICE, "repair": ("CN-SB-WARRANTY", "2021-01-06", [])},
			id="the law alone",
		),
		pytest.param("2021-01-07", {}, {}, id="the law alone, over"),
		# a longer contract is no longer law; where no law says how long, the contract's period is the one
		pytest.param(
			"2021-06-01",
			{"terms": [term("C", 24, "base")]},
			{"repair": ("C", "2022-01-06", [])},
			id="a contract for longer",
		),
		pytest.param(
			"2020-06-01",
			{"terms": [term("C", 12, "base"), term(months=36)], "category": "fixed_phone"},
			{
				"exchange": ("CN-SB-2-REPAIRS", "2021-01-06", []),
				"repair": ("P", "2023-01-06", ["C", "CN-SB-WARRANTY"]),
			},
			id="goods of which no law says how long",
		),
		pytest.param(
			"2021-06-01",
			{"terms": [term("C", 12, "base"), term(months=36)], "category": "fixed_phone"},
			{"repair": ("P", "2023-01-06", [])},
			id="such goods, the contract over",
		),
		pytest.param(
			"2021-06-01",
			{"terms": [term(months=36)], "category": "fan"},
			{
				"exchange": ("CN-SB-2-REPAIRS", "2023-01-06", []),
				"repair": ("CN-SB-WARRANTY", "2023-01-06", ["P"]),
			},
			id="goods of which only a promise says how long",
		),
	],
)
def test_who_decides_and_until_when(on, told, owed):
	assert given(decided(on, **told)) == owed


@pytest.mark.parametrize(
	("on", "remedies", "owed"),
	[
		("2020-12-07", ("return",), {"return", "exchange", "repair"}),
		("2022-06-01", ("return",), {"return"}),
		("2022-06-01", ("exchange", "repair"), {"exchange", "repair"}),
		("2023-01-07", ("exchange", "repair"), set()),
	],
)
def test_a_promise_gives_what_it_says_for_its_own_days(on, remedies, owed):
	found = given(decided(on, norm(*remedies), terms=[term(months=36)]))
	assert set(found) == owed
	assert all(found[remedy][1] == "2023-01-06" for remedy in remedies if remedy in found)


@pytest.mark.parametrize(("on", "owed"), [("2020-03-06", True), ("2020-07-07", False)])
def test_a_promise_that_the_law_outlasts_gives_more_until_it_is_over(on, owed):
	"""Six months in which the money goes back, beside the law's twelve."""
	found = given(decided(on, norm("return"), terms=[term(months=6)]))
	assert ("return" in found) is owed
	assert {"exchange", "repair"} <= set(found)
	if owed:
		assert found["return"][:2] == ("P", "2020-07-06")


def test_once_the_law_s_period_is_over_its_norms_do_not_follow_a_promise():
	told = {"same_model_in_stock": False, "wants": "return"}
	for on, owed in (("2020-12-07", {"return", "exchange", "repair"}), ("2022-06-01", {"exchange"})):
		assert set(given(decided(on, norm("exchange"), terms=[term(months=36)], **told))) == owed


@pytest.mark.parametrize(
	("on", "region", "norm", "until"),
	[
		("2020-12-07", "CN-ZJ", "CN-ZJ-BURDEN", "2021-01-06"),
		("2022-06-01", "CN-ZJ", None, None),
		("2020-06-01", "CN-GD", "CN-CPL-23-BURDEN", "2020-07-06"),
	],
)
def test_who_proves_follows_the_law_s_own_cover_too(on, region, norm, until):
	burden = decided(on, region=region, terms=[term(months=36)], received_on=BOUGHT)["burden"]
	assert ((burden["source"] or {}).get("norm"), burden["until"]) == (norm, until)


def test_repair_time_and_an_exchange_make_the_law_s_own_cover_longer():
	def owed(on, **unit):
		sold = {"buyer": "consumer", "region": "CN-GD", "delivered_on": BOUGHT, "channel": "store"}
		told = {"event_on": on, "jurisdiction": "CN", "category": "tv"}
		unit = {"terms": [term(months=36)], **unit}
		return decide_plain(
			{**told, "facts": {**sold, "defect_confirmed": True, "repair_count": 2}, "unit": unit}
		)

	repaired = {"repairs": ["2020-06-01..2020-06-20"]}
	exchanged = {"changes": [{"kind": "exchanged", "day": "2020-09-01"}]}
	for unit, day in ((repaired, "2021-01-26"), (exchanged, "2021-09-01")):
		assert given(owed(day, **unit))["exchange"][:2] == ("CN-SB-2-REPAIRS", day)
		assert "exchange" in given(owed("2021-01-20", **unit))
	assert "exchange" not in given(owed("2021-01-20"))


@pytest.mark.parametrize("covered", [True, False])
def test_who_tells_otherwise_than_is_worked_out_tells_it_of_law_and_promise(covered):
	on = "2025-06-01" if covered else "2020-06-01"
	found = given(decided(on, norm("return"), terms=[term(months=36)], in_warranty=covered))
	assert set(found) == ({"return", "exchange", "repair"} if covered else set())


def test_who_tells_the_same_does_not_bring_the_law_s_cover_back():
	assert set(given(decided("2022-06-01", terms=[term(months=36)], in_warranty=True))) == {"repair"}


def test_while_the_law_s_cover_hangs_on_kilometres_it_is_asked_for_and_the_promise_holds():
	told = {"category": "car", "region": "CN-ZJ", "terms": [term(months=48)], "delivered_on": "2022-03-07"}
	found = decided("2022-12-07", **told)
	assert given(found)["repair"] == ("P", "2026-03-09", [])
	facts = dict(found["facts"])
	assert facts["in_warranty"] and "in_legal_warranty" not in facts
	asked = {question["fact"]: question["norms"] for question in found["questions"]}
	assert "CN-ZJ-BURDEN" in asked["in_legal_warranty"]
	answered = decided("2022-12-07", **told, in_legal_warranty=True)
	assert answered["burden"]["source"]["norm"] == "CN-ZJ-BURDEN"


@pytest.mark.parametrize("told", [True, False, None])
def test_told_alone_that_it_is_in_warranty_stands_for_the_law(told):
	facts = {"buyer": "consumer", "region": "CN-GD", "delivered_on": BOUGHT, "channel": "store"}
	facts |= {"defect_confirmed": True, **TWICE, "in_warranty": told, "coverage_end": "2029-01-06"}
	case = {"event_on": "2028-06-01", "jurisdiction": "CN", "category": "tv", "facts": facts}
	decision = decide_plain(case)
	assert set(given(decision)) == ({"exchange", "repair"} if told else set())
	assert ("in_warranty" in {question["fact"] for question in decision["questions"]}) is (told is None)
	assert "in_legal_warranty" not in dict(decision["facts"])
	if told:
		assert given(decision)["exchange"][1] == "2029-01-06"


def test_what_is_refused_names_the_law_s_own_cover():
	decision = decided("2022-06-01", terms=[term(months=36)])
	(refused,) = [one for one in decision["refusals"] if one["remedy"] == "exchange"]
	why = {norm: reason["params"] for norm, reason in refused["reasons"]}["CN-SB-2-REPAIRS"]
	assert (why["fact"], why["found"]) == ("in_legal_warranty", False)


def test_the_order_of_terms_and_facts_is_irrelevant():
	terms = [term(months=36), term("EX-1", 24, "extension", bought_on="2020-02-03"), term("C", 24, "base")]
	first = decided("2022-06-01", terms=terms)
	assert given(first) == {"repair": ("P", "2023-01-06", [])}  # what was bought waits for its end
	for order in permutations(terms):
		assert decided("2022-06-01", terms=order) == first


@pytest.mark.parametrize("told", [{"cause": "user", "test_report": True}, {"cause": "force_majeure"}])
def test_what_was_bought_excludes_what_the_law_s_repair_does(told):
	assert given(decided("2022-05-06", **EXTENSION, **told)) == {}
