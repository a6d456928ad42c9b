"""Statutory rules on the desk: what ships is stored without loss, versions follow on each other, decisions keep theirs."""

from datetime import date

import frappe
import pytest
from factories.goods import a_company
from factories.warranty import make_rule, new_rule

from aftersales_app.domain import coverage_book, norm_file
from aftersales_app.domain.case_facts import Case
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.remedies import decide, record
from aftersales_app.setup import warranty_seeds
from aftersales_app.warranty.services import rules

RULE = "Aftersales Statutory Rule"
KEEPERS = ("Quality Specialist", "Operations Manager")
READERS = ("Service Agent", "Service Technician", "Service Team Lead", "Service Executive", "Service Auditor")
REFUSED = frappe.ValidationError


def case(event_on: date, **facts: object) -> Case:
	told = {"buyer": "consumer", "region": "CN-GD", "defect_confirmed": True, "in_warranty": False}
	return Case(event_on, "CN", "tv", {**told, "received_on": date(2025, 6, 3), **facts})


def owed(on: date, **facts: object) -> frozenset[str]:
	return decide(case(on, **facts), rules.norm_book(a_company()), DayCalendar()).names


def test_what_ships_comes_back_from_the_site_as_it_was():
	book, law = rules.norm_book(a_company()), norm_file.shipped()
	assert book.norms == law.norms
	shipped = {key: facts for key, facts in law.categories.items()}
	assert {key: facts for key, facts in book.categories.items() if facts} == {
		key: facts for key, facts in shipped.items() if facts
	}
	assert set(shipped) <= set(book.categories)
	stored = {rule.code: rule for rule in rules.coverage_rules("CN")}
	assert stored == {rule.code: rule for rule in coverage_book.shipped("cn")}


@pytest.mark.parametrize(
	("category", "region", "facts"),
	[
		("tv", "CN-GD", {}),
		("phone", "CN-ZJ", {}),
		("pc", "CN-ZJ", {}),
		("car", "", {}),
		("camera", "CN-BJ", {"period_agreed": False, "form_contract": True}),
		("camera", "CN-SH", {"low_value": True}),
		("food", "CN-GD", {}),
	],
)
def test_a_unit_has_the_terms_that_the_shipped_rules_grant(category, region, facts):
	law = coverage_book.shipped("cn")
	for bought_on in (None, date(2025, 6, 3)):
		scope = rules.UnitScope(a_company(), "", "CN", category, region, bought_on, facts)
		terms = coverage_book.terms_for(law, category, region, facts)
		assert sorted(rules.coverage_terms(scope), key=repr) == sorted(terms, key=repr)
	assert rules.parts_of("CN", category) == coverage_book.parts_of(law, category)


def test_a_country_without_rules_has_none():
	assert rules.coverage_terms(rules.UnitScope(a_company(), "", "FR", "tv")) == ()
	assert rules.parts_of("FR", "tv") == {}


@pytest.mark.parametrize(("category", "days"), [("tv", 30), ("clothes", 30), ("car", 30)])
def test_how_long_a_repair_has_to_hold(category, days):
	assert rules.holds_days("CN", category) == days


def test_a_rule_may_ask_that_a_repair_holds_longer():
	period = [{"months": 12}]
	make_rule(rule_kind="Coverage", periods=period, holds_days=90, conditions=[], windows=[])
	assert rules.holds_days("CN", "tv") == 90
	assert rules.holds_days("CN", "pc") == 30


def test_deciding_asks_the_database_for_nothing(count_queries):
	company, one = a_company(), case(date(2025, 6, 4), in_warranty=True)

	def decided() -> frozenset[str]:
		rules.coverage_terms(rules.UnitScope(company, "", "CN", "tv"))
		rules.parts_of("CN", "pc")
		rules.holds_days("CN", "pc")
		return decide(one, rules.norm_book(company), rules.day_calendar(company)).names

	assert "return" in decided()
	with count_queries() as seen:
		assert "return" in decided()
	assert not seen


def test_seeding_again_adds_nothing():
	before = frappe.db.count(RULE), frappe.db.count("Aftersales Goods Category")
	warranty_seeds.seed()
	assert (frappe.db.count(RULE), frappe.db.count("Aftersales Goods Category")) == before


def test_what_the_owner_withdrew_is_not_seeded_again():
	frappe.get_doc(RULE, "CN-CPL-54-1").cancel()
	warranty_seeds.seed()
	assert frappe.db.get_value(RULE, "CN-CPL-54-1", "docstatus") == 2
	assert "CN-CPL-54" not in {norm.id for norm in rules.norm_book(a_company()).norms}


def test_publishing_puts_a_rule_in_force_and_withdrawing_takes_it_out():
	day = date(2025, 6, 30)
	assert owed(day) == frozenset()
	rule = new_rule().insert()
	assert owed(day) == frozenset()
	rule.submit()
	assert owed(day) == {"exchange"}
	rule.cancel()
	assert owed(day) == frozenset()


def test_a_case_is_decided_by_the_version_in_force_on_its_day():
	first = make_rule()
	second = frappe.get_doc(RULE, first.new_version())
	assert (second.docstatus, second.version, second.name) == (0, 2, f"{first.rule_id}-2")
	second.update({"effective_from": "2025-06-20", "remedy_exchange": 0, "remedy_return": 1})
	second.save()
	assert owed(date(2025, 6, 19)) == owed(date(2025, 6, 20)) == {"exchange"}
	second.submit()
	assert frappe.db.get_value(RULE, first.name, "effective_to") == date(2025, 6, 19)
	assert owed(date(2025, 6, 19)) == {"exchange"}
	assert owed(date(2025, 6, 20)) == {"return"}


def test_a_version_may_be_withdrawn_though_another_follows_it():
	first = make_rule()
	second = frappe.get_doc(RULE, first.new_version())
	second.effective_from = "2025-06-20"
	second.submit()
	frappe.get_doc(RULE, first.name).cancel()
	assert (owed(date(2025, 6, 19)), owed(date(2025, 6, 20))) == (frozenset(), {"exchange"})


def published_after(rule, day: str):
	second = frappe.get_doc(RULE, frappe.get_doc(RULE, rule.name).new_version())
	second.effective_from = day
	return second.submit()


def ends(*names: str) -> list[date | None]:
	return [frappe.db.get_value(RULE, name, "effective_to") for name in names]


@pytest.mark.parametrize("own", [None, date(2030, 12, 31)])
def test_a_new_version_that_is_withdrawn_gives_the_one_before_its_end_back(own):
	first = make_rule(effective_to=own)
	second = published_after(first, "2025-06-20")
	assert (ends(first.name), owed(date(2025, 6, 20))) == ([date(2025, 6, 19)], {"exchange"})
	frappe.clear_messages()
	second.cancel()
	assert (ends(first.name), owed(date(2025, 6, 20))) == ([own], {"exchange"})
	assert f"{first.name} is in force again until" in str(frappe.get_message_log())
	published_after(first, "2025-07-01")
	assert ends(first.name) == [date(2025, 6, 30)]


def test_a_version_in_between_that_is_withdrawn_leaves_no_gap():
	first = make_rule()
	second = published_after(first, "2025-06-20")
	third = published_after(second, "2025-07-20")
	frappe.get_doc(RULE, second.name).cancel()
	assert ends(first.name) == [date(2025, 7, 19)]
	third.cancel()
	assert ends(first.name) == [None]


def test_an_end_that_somebody_else_set_stays_and_that_is_said():
	first = make_rule()
	second = published_after(first, "2025-06-20")
	first.reload().update({"effective_to": "2025-06-10"}).save()
	frappe.clear_messages()
	second.cancel()
	assert ends(first.name) == [date(2025, 6, 10)]
	assert f"the end of <strong>{first.name}</strong> stays as it is" in str(frappe.get_message_log())


@pytest.mark.parametrize("change", ["new version", "withdraw", "amend", "shorten"])
def test_no_change_of_a_rule_changes_a_decision_that_was_made(change):
	first = make_rule()
	decision = decide(case(date(2025, 6, 30)), rules.norm_book(a_company()), DayCalendar())
	before = frappe.as_json(record(decision))
	assert (decision.remedies[0].decided_by.norm, decision.remedies[0].decided_by.version) == (
		first.rule_id,
		1,
	)
	if change == "new version":
		second = frappe.get_doc(RULE, first.new_version())
		second.update({"effective_from": "2025-06-20", "remedy_exchange": 0, "remedy_return": 1})
		second.submit()
	elif change == "shorten":
		first.effective_to = "2025-06-10"
		first.save()
	else:
		first.cancel()
	if change == "amend":
		amended = frappe.copy_doc(first)
		amended.update({"amended_from": first.name, "remedy_return": 1})
		amended.insert().submit()
		assert (amended.version, amended.name) == (2, f"{first.rule_id}-2")
	assert frappe.as_json(record(decision)) == before
	assert frappe.db.exists(RULE, {"rule_id": first.rule_id, "version": 1})
	later = decide(case(date(2025, 6, 30)), rules.norm_book(a_company()), DayCalendar())
	assert frappe.as_json(record(later)) != before


def test_what_is_published_does_not_change():
	rule = make_rule()
	rule.citation = "Another ordinance"
	with pytest.raises(frappe.UpdateAfterSubmitError):
		rule.save()
	frappe.get_doc(RULE, rule.name).cancel()
	with pytest.raises(REFUSED, match="was published"):
		frappe.delete_doc(RULE, rule.name)


def test_a_draft_may_be_thrown_away():
	rule = new_rule().insert()
	rule.delete()
	assert not frappe.db.exists(RULE, rule.name)


def test_there_is_one_draft_of_the_next_version():
	rule = make_rule()
	assert rule.new_version() == rule.new_version() == f"{rule.rule_id}-2"
	with pytest.raises(REFUSED, match="Only what is published"):
		frappe.get_doc(RULE, f"{rule.rule_id}-2").new_version()


COVER = {"rule_kind": "Coverage", "windows": [], "conditions": [], "periods": [{"months": 12}]}


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"citation": " "}, "no citation"),
		({"citation": ""}, "no citation"),
		({"citation": "<script>alert(1)</script>"}, "scripts and other code"),
		({"rule_id": "<img src=x onerror=alert(1)>"}, "scripts and other code"),
		({"title": "<svg onload=alert(1)>"}, "scripts and other code"),
		({"effective_to": "2019-12-31"}, "ends before it comes into force"),
		({"remedy_exchange": 0}, "gives nothing"),
		({"region": "Guangdong"}, "region: Guangdong is not known"),
		({"rank": "promise"}, "Rank"),
		({"categories": [{"goods_category": "CN-unicorn"}]}, "CN-unicorn"),
		({"categories": [{"goods_category": "EU-any"}]}, "another country"),
		(
			{"categories": [{"goods_category": "CN-teapot"}]},
			"There is no goods category <strong>CN-teapot</strong> in CN. Choose one of these: ",
		),
		(
			{"categories": [{"goods_category": ""}]},
			"A goods category is empty or not known in CN. Choose one of",
		),
		(
			{"conditions": [{"fact": "defect_confirmed", "operator": "==", "value": "maybe"}]},
			"defect confirmed.*maybe cannot be read. It needs another kind of value: yes or no",
		),
		({"conditions": [{"fact": "cause", "operator": "==", "value": "users"}]}, "users is not known"),
		({"conditions": [{"fact": "cause", "operator": ">", "value": "user"}]}, "another kind of value"),
		({"windows": [{"comparator": "within", "value": -1, "unit": "day", "since": "received_on"}]}, "-1"),
		(
			{"windows": [{"comparator": "within", "value": 1, "unit": "km", "since": "received_on"}]},
			"another kind",
		),
		({"deadlines": [{"deadline": "refund", "value": 7, "unit": "day"}]}, "no fact"),
		({**COVER, "citation": " "}, "does not say where it is written|no citation"),
		({**COVER, "periods": [{"months": 0}]}, "longer than nothing"),
		({**COVER, "periods": [{"months": 12}, {"months": 24}]}, "twice"),
		({**COVER, "conditions": [{"fact": "price", "operator": ">", "value": "5"}]}, "yes or no"),
	],
)
def test_a_rule_that_nothing_can_be_decided_by_is_refused(fields, message):
	rule = new_rule(**fields)
	with pytest.raises(REFUSED, match=message):
		rule.insert()
	assert not frappe.db.exists(RULE, {"rule_id": rule.rule_id})


@pytest.mark.parametrize("kind", [{}, COVER])
def test_two_versions_in_force_at_once_are_refused(kind):
	first = make_rule(**kind)
	second = new_rule(**kind, rule_id=first.rule_id, effective_from="2019-01-01").insert()
	told = f"{first.rule_id} \\(version 1\\) and {first.rule_id} \\(version 2\\) .* in force at the same time"
	twice = (
		f"{first.rule_id} \\(version 2\\) and {first.rule_id} \\(version 1\\) .* in force at the same time"
	)
	with pytest.raises(REFUSED, match=f"{told}|{twice}"):
		second.submit()
	second.reload()
	assert second.docstatus == 0


def test_the_same_said_twice_at_equal_rank_is_refused():
	make_rule()
	with pytest.raises(REFUSED, match="have the same rank"):
		new_rule().insert().submit()
	make_rule(rank="department_rule", region="")


def test_an_end_that_lets_two_versions_meet_is_refused():
	first = make_rule()
	second = frappe.get_doc(RULE, first.new_version())
	second.update({"effective_from": "2025-06-20"})
	second.submit()
	first.reload()
	first.effective_to = "2025-06-20"
	with pytest.raises(REFUSED, match="in force at the same time"):
		first.save()


@pytest.mark.parametrize("role", KEEPERS)
def test_who_keeps_the_rules(as_user, role):
	with as_user(role):
		rule = new_rule().insert()
		rule.submit()
		draft = frappe.get_doc(RULE, rule.new_version())
		draft.effective_from = "2030-01-01"
		draft.submit()
		draft.cancel()
		assert frappe.get_list("Aftersales Goods Category", limit=1)
		frappe.get_doc("Aftersales Goods Category", "CN-tv").save()


@pytest.mark.parametrize("role", READERS)
def test_who_only_reads_them(as_user, role):
	rule = make_rule()
	with as_user(role):
		assert frappe.get_list(RULE, filters={"name": rule.name})
		for right in ("write", "create", "submit", "cancel", "amend", "delete"):
			assert not frappe.has_permission(RULE, right), right
			if right in ("write", "create", "delete"):
				assert not frappe.has_permission("Aftersales Goods Category", right), right
		with pytest.raises(frappe.PermissionError):
			new_rule().insert()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc(RULE, rule.name).new_version()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc(RULE, rule.name).cancel()


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"code": "Fernseher!"}, "small letters"),
		({"jurisdiction": "C1"}, "two letters"),
		({"facts": [{"fact": "durable", "value": "perhaps"}]}, "durable"),
		({"facts": [{"fact": "goods_class", "value": "food"}]}, "food is not known"),
		({"title": "<script>1</script>"}, "scripts and other code"),
	],
)
def test_a_category_says_facts(fields, message):
	values = {
		"doctype": "Aftersales Goods Category",
		"jurisdiction": "CN",
		"code": "kettle",
		"title": "Kettle",
	}
	with pytest.raises(REFUSED, match=message):
		frappe.get_doc({**values, **fields}).insert()


def test_a_new_category_is_known_to_the_rules_at_once():
	facts = [{"fact": "three_guarantees", "value": "no"}]
	frappe.get_doc(
		{
			"doctype": "Aftersales Goods Category",
			"jurisdiction": "CN",
			"code": "kettle",
			"title": "Kettle",
			"facts": facts,
		}
	).insert()
	book = rules.norm_book(a_company())
	assert book.categories["CN", "kettle"] == {"three_guarantees": False}
	one = Case(
		date(2025, 6, 5),
		"CN",
		"kettle",
		{"received_on": date(2025, 6, 3), "defect_confirmed": True, "buyer": "consumer"},
	)
	assert decide(one, book, DayCalendar()).names == {"return", "exchange", "repair"}
