"""A company's own warranty policies: the most specific of each grant holds, never below the law, never another company's."""

from datetime import date
from decimal import Decimal

import frappe
import pytest
from factories.goods import a_company, make_item
from factories.people import make_user
from factories.service import make_team
from factories.unique import unique
from factories.warranty import make_company, make_policy, new_policy

from aftersales_app.domain.case_facts import Case
from aftersales_app.domain.coverage import timeline
from aftersales_app.domain.coverage_terms import Unit
from aftersales_app.domain.legal_days import DayCalendar
from aftersales_app.domain.remedies import decide
from aftersales_app.warranty.services import rules

POLICY = "Aftersales Warranty Policy"
REFUSED = frappe.ValidationError
SOLD = date(2025, 6, 3)


def make_group(parent: str = "All Item Groups", **fields: object) -> str:
	values = {
		"doctype": "Item Group",
		"item_group_name": unique("Group"),
		"parent_item_group": parent,
		"is_group": 1,
	}
	return frappe.get_doc({**values, **fields}).insert(ignore_permissions=True).name


def make_brand() -> str:
	return frappe.get_doc({"doctype": "Brand", "brand": unique("Brand")}).insert(ignore_permissions=True).name


@pytest.fixture
def goods():
	outer = make_group()
	inner, brand = make_group(outer), make_brand()
	return frappe._dict(outer=outer, inner=inner, brand=brand, item=make_item(item_group=inner, brand=brand))


def months_of(goods: frappe._dict, sold_on: date | None = SOLD, company: str | None = None) -> list[int]:
	scope = rules.UnitScope(company or a_company(), goods.item, "CN", "food", "", sold_on)
	return [term.months for term in rules.coverage_terms(scope)]


def test_the_most_specific_policy_holds(goods):
	make_policy(periods=[{"months": 1}])
	assert months_of(goods) == [1]
	make_policy(applies_to="Brand", brand=goods.brand, periods=[{"months": 2}])
	assert months_of(goods) == [2]
	make_policy(applies_to="Item Group", item_group=goods.outer, periods=[{"months": 3}])
	assert months_of(goods) == [3]
	make_policy(applies_to="Item Group", item_group=goods.inner, periods=[{"months": 4}])
	assert months_of(goods) == [4]
	own = make_policy(applies_to="Item", item_code=goods.item, periods=[{"months": 5}])
	assert months_of(goods) == [5]
	own.cancel()
	assert months_of(goods) == [4]


def test_contract_and_promise_stand_side_by_side(goods):
	make_policy(applies_to="Item", item_code=goods.item)
	make_policy(grant="Promise", periods=[{"months": 36}])
	assert months_of(goods) == [24, 36]


def test_a_policy_holds_for_what_was_sold_in_its_days_only(goods):
	make_policy(effective_to="2025-06-03")
	make_policy(effective_from="2025-06-04", periods=[{"months": 12}])
	assert (months_of(goods), months_of(goods, date(2025, 6, 4))) == ([24], [12])
	assert months_of(goods, date(2019, 12, 31)) == []
	assert months_of(goods, None) == [12]


def test_another_country_or_company_has_none_of_it(goods):
	make_policy(jurisdiction="FR")
	make_policy(company=make_company())
	assert months_of(goods) == []


def test_a_new_version_is_for_what_is_sold_from_its_day_on(goods):
	first = make_policy()
	second = frappe.get_doc(POLICY, first.new_version())
	second.update({"effective_from": "2025-07-01"})
	second.periods[0].months = 6
	second.submit()
	assert frappe.db.get_value(POLICY, first.name, "effective_to") == date(2025, 6, 30)
	assert (months_of(goods), months_of(goods, date(2025, 7, 1))) == ([24], [6])
	second.cancel()
	assert frappe.db.get_value(POLICY, first.name, "effective_to") is None
	assert months_of(goods, date(2025, 7, 1)) == [24]


def test_below_the_law_a_policy_is_void(goods):
	make_policy(periods=[{"months": 6}])
	scope = rules.UnitScope(a_company(), goods.item, "CN", "tv", "", SOLD)
	found = timeline(Unit({"delivery": SOLD}), rules.coverage_terms(scope), DayCalendar())
	assert found.until() == date(2026, 6, 3)
	assert "below_law" in {note.code for note in found.notes}


def decided(policy, **facts):
	told = {"buyer": "consumer", "in_warranty": True, "defect_confirmed": True, **facts}
	book = rules.norm_book(a_company(), [f"{policy.name}/unit"])
	return decide(Case(date(2026, 6, 3), "CN", "food", told), book, DayCalendar())


def test_a_policy_gives_its_remedies_while_it_covers():
	policy = make_policy(
		remedy_exchange=1,
		exclusions=[
			{"number": 1, "exclusion": "user_damage", "fact": "cause", "operator": "==", "value": "user"}
		],
		evidence=[{"card": 1}],
	)
	decision = decided(policy)
	exchange = decision.remedy("exchange")
	named = {exchange.decided_by, *exchange.also}
	assert (policy.policy_name, 1, policy.citation) in {
		(one.norm, one.version, one.citation) for one in named
	}
	assert ("card",) in decision.evidence
	without = decide(
		Case(
			date(2026, 6, 3),
			"CN",
			"food",
			{"buyer": "consumer", "in_warranty": True, "defect_confirmed": True},
		),
		rules.norm_book(a_company()),
		DayCalendar(),
	)
	assert policy.policy_name not in {step.norm for step in without.trace}
	excluded = decided(policy, cause="user")
	assert {step.norm: step.verdict for step in excluded.trace}[policy.policy_name] == "no"


def test_a_policy_may_promise_a_compensation():
	"""Twice the price of 300, but not less than 500, whatever the law gives besides."""
	told = {"remedy_compensation": 1, "award_of": "price", "award_times": 2, "award_least": 500}
	policy = make_policy(grant="Promise", **told)
	owed = decided(policy, price=Decimal(300)).remedy("compensation")
	assert (owed.decided_by.norm, owed.amount) == (policy.policy_name, Decimal(600))
	assert decided(policy, price=Decimal(100)).remedy("compensation").amount == Decimal(500)
	with pytest.raises(frappe.ValidationError, match="Say how much the compensation is"):
		new_policy(remedy_compensation=1, award_of="price").insert()


def test_two_policies_of_equal_rank_are_refused(goods):
	first = make_policy(applies_to="Item Group", item_group=goods.inner)
	second = new_policy(applies_to="Item Group", item_group=goods.inner, effective_from="2024-01-01").insert()
	with pytest.raises(REFUSED, match=f"{first.name}.*is a Contract for .*{goods.inner}.* as well"):
		second.submit()
	assert frappe.db.get_value(POLICY, second.name, "docstatus") == 0
	first.reload()
	first.update({"effective_to": "2023-12-31"})
	first.save()
	frappe.get_doc(POLICY, second.name).submit()
	first.reload()
	first.effective_to = None
	with pytest.raises(REFUSED, match="as well, for goods sold in the same days"):
		first.save()


@pytest.mark.parametrize(
	("fields", "message"),
	[
		({"citation": " "}, "does not say where it is written"),
		({"periods": [{"months": 0}]}, "longer than nothing"),
		({"periods": [{"months": 6}, {"months": 12}]}, "there twice"),
		({"periods": []}, "periods"),
		({"periods": [{"months": -6}]}, "-6|longer than nothing"),
		({"applies_to": "Item"}, "Say which Item"),
		({"applies_to": "Brand", "brand": "No such brand"}, "No such brand"),
		({"effective_to": "2019-01-01"}, "ends before it begins"),
		({"citation": "<script>alert(1)</script>"}, "scripts and other code"),
		(
			{
				"exclusions": [
					{"exclusion": "user_damage", "fact": "cause", "operator": "==", "value": "users"}
				]
			},
			"users",
		),
	],
)
def test_what_a_policy_cannot_be(fields, message):
	policy = new_policy(**fields)
	with pytest.raises(REFUSED, match=message):
		policy.insert()
	assert not frappe.db.exists(POLICY, {"policy_name": policy.policy_name})


def test_a_policy_names_only_what_it_applies_to(goods):
	policy = new_policy(applies_to="Brand", brand=goods.brand, item_code=goods.item).insert()
	assert (policy.brand, policy.item_code) == (goods.brand, None)


def test_an_item_s_goods_category_is_its_own_or_that_of_its_nearest_group(goods):
	assert rules.goods_category(goods.item) == ""
	assert rules.goods_category("no such item") == ""
	frappe.get_doc("Item Group", goods.outer).update({"aftersales_goods_category": "CN-tv"}).save()
	assert rules.goods_category(goods.item) == "tv"
	frappe.get_doc("Item Group", goods.inner).update({"aftersales_goods_category": "CN-phone"}).save()
	assert rules.goods_category(goods.item) == "phone"
	frappe.get_doc("Item", goods.item).update({"aftersales_goods_category": "CN-pc"}).save()
	assert rules.goods_category(goods.item) == "pc"


def test_an_item_of_an_unknown_category_is_refused(goods):
	with pytest.raises(frappe.LinkValidationError):
		frappe.get_doc("Item", goods.item).update({"aftersales_goods_category": "CN-unicorn"}).save()


@pytest.mark.parametrize("role", ["Quality Specialist", "Operations Manager"])
def test_who_keeps_policies(as_user, role):
	with as_user(role):
		policy = new_policy().insert()
		policy.submit()
		policy.cancel()


@pytest.mark.parametrize(
	"role", ["Service Agent", "Service Technician", "Service Auditor", "Service Executive"]
)
def test_who_changes_no_policy(as_user, role):
	policy = make_policy()
	with as_user(role):
		for right in ("write", "create", "submit", "cancel", "amend", "delete"):
			assert not frappe.has_permission(POLICY, right), right
		with pytest.raises(frappe.PermissionError):
			policy.new_version()


def test_a_company_does_not_see_the_policies_of_another(as_user):
	agent = make_user("Service Agent")
	make_team([agent])
	mine, theirs = make_policy(), make_policy(company=make_company())
	with as_user(agent):
		assert frappe.get_list(POLICY, {"name": ("in", [mine.name, theirs.name])}, pluck="name") == [
			mine.name
		]
		assert frappe.has_permission(POLICY, "read", mine.name)
		assert not frappe.has_permission(POLICY, "read", theirs.name)


def test_the_days_of_rest_are_those_of_the_settings_calendar():
	days = [
		{"day": "2025-10-01", "kind": "Holiday"},
		{"day": "2025-10-11", "kind": "Make-up Workday", "follows_weekday": "Friday"},
	]
	values = {
		"doctype": "Aftersales Calendar",
		"calendar_name": unique("Days"),
		"time_zone": "Asia/Shanghai",
		"always_open": 1,
	}
	name = frappe.get_doc({**values, "days": days}).insert().name
	frappe.get_doc("Aftersales Settings").update({"legal_calendar": name}).save()
	calendar = rules.day_calendar(a_company())
	assert calendar == DayCalendar(frozenset({date(2025, 10, 1)}), frozenset({date(2025, 10, 11)}))
	assert calendar.rests(date(2025, 10, 12))
