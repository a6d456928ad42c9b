"""From a unit's record and what a claim tells to one case: nothing is refused for what nobody has written down."""

import re
from datetime import date

import frappe
import pytest
from factories.claims import claim_of, facts
from factories.goods import make_item
from factories.people import make_user
from factories.returns import new_return
from factories.service import make_team
from factories.warranty import make_company, make_policy, make_rule, make_unit, new_repair
from freezegun import freeze_time

from aftersales_app.warranty import api
from aftersales_app.warranty.services import claim_case, claims, repairs, return_cases, telling

NOW = "2026-11-23 01:00:00.25"  # Monday, 09:00 on the site; Frappe compares fractions of seconds as text


@pytest.fixture
def agent():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	with freeze_time(NOW):
		user = make_user("Service Agent")
		make_team([user])
		yield user


def claimed(as_user, user, unit, **told):
	with as_user(user):
		return claim_of(unit, event_on="2026-06-10", facts=facts(defect_confirmed=True, **told)).insert()


def test_repairs_from_before_the_record_was_kept_count_as_they_are_told(agent, as_user):
	claim = claimed(as_user, agent, make_unit(), repair_count="2")
	assert claim_case.told(claim).contradictions == ()
	assert "exchange" in claims.assess(claim).names


def test_with_a_repair_on_record_the_record_counts_and_says_what_was_told(agent, as_user):
	unit = make_unit()
	new_repair(unit.name, "2026-05-04", "2026-05-06").insert()
	case = claim_case.told(claimed(as_user, agent, unit, repair_count="2"))
	assert case.case.facts["repair_count"] == 1
	assert [reason.params["fact"] for reason in case.contradictions] == ["repair_count"]


def test_what_was_repaired_before_the_customer_had_it_is_not_counted_and_no_record_of_theirs(agent, as_user):
	"""Say in the shop: only a ticket records that, a person is told that it cannot be."""
	unit = make_unit(delivered_on="2026-05-10")
	repairs.record(
		product=unit.name,
		received_on="2026-05-04",
		returned_on="2026-05-06",
		cause="product",
		fault="No picture",
	)
	assert claim_case.told(claimed(as_user, agent, unit)).case.facts["repair_count"] == 0
	told = claim_case.told(claimed(as_user, agent, unit, repair_count="2"))
	assert (told.case.facts["repair_count"], told.contradictions) == (2, ())


def test_a_car_s_last_reading_is_its_mileage_until_somebody_tells_another(agent, as_user):
	read = [{"read_on": "2026-05-04", "counter": "km", "value": 2500}]
	unit = make_unit(goods_category="car", readings=read)
	assert claim_case.told(claimed(as_user, agent, unit)).case.facts["mileage_km"] == 2500
	case = claim_case.told(claimed(as_user, agent, unit, mileage_km="3100"))
	assert (case.case.facts["mileage_km"], case.contradictions) == (3100, ())


def test_a_car_of_which_nobody_knows_the_kilometres_is_asked_for_them(agent, as_user):
	unit = make_unit(goods_category="car")
	asked = claims.assess(claimed(as_user, agent, unit))
	assert "repair" not in asked.names
	assert "repair" in {
		one for question in asked.questions if question.fact == "mileage_km" for one in question.opens
	}
	assert "repair" in claims.assess(claimed(as_user, agent, unit, mileage_km="3100")).names


def test_other_durable_goods_are_decided_about(agent, as_user):
	decision = claims.assess(claimed(as_user, agent, make_unit(goods_category="durable_goods")))
	assert {"exchange", "repair"} <= decision.names
	assert not {"three_guarantees", "durable"} & {question.fact for question in decision.questions}


def test_a_fault_from_before_the_goods_were_handed_over_is_told(agent, as_user):
	with pytest.raises(frappe.ValidationError, match=r"handed over on .*, after the event of "):
		claimed(as_user, agent, make_unit(delivered_on="2026-06-11"))


def test_fraud_that_was_found_is_compensated_with_its_arithmetic(agent, as_user):
	claim = claimed(as_user, agent, make_unit(price=3000), fraud_found="true")
	case = claim_case.told(claim)
	told = telling.tell(case, claims.assess(claim), "CNY")
	(paid,) = [one for one in told["remedies"] if one["remedy"] == "compensation"]
	assert "9,000.00" in paid["amount"] and paid["norm"] == "CN-CPL-55"
	assert [line for line in paid["lines"] if line.startswith("3 times 3000")]
	(limit,) = told["defences"]
	assert (limit["until"], limit["is_over"]) == ("2029-06-11", False)  # 2029-06-10 is a Sunday


def test_an_invoice_at_the_month_s_end_does_not_keep_a_fault_from_being_decided(agent, as_user):
	unit = make_unit(delivered_on="2026-06-03", invoiced_on="2026-06-30")
	claim = claimed(as_user, agent, unit)
	case = claim_case.told(claim)
	assert "invoiced_on" not in case.case.facts
	assert [note.code for note in case.timeline.notes] == ["later_invoice_left_out"]
	assert case.case.facts["coverage_end"] == date(2027, 6, 30)
	assert claims.assess(claim).names == {"return", "exchange", "repair"}


@pytest.mark.parametrize(
	("category", "items", "part", "unnamed"),
	[
		("pc", ["导热硅脂", "戴尔台式机主板"], "board", "导热硅脂"),
		("pc", ["导热硅脂"], None, "导热硅脂"),  # a consumable is no main part
		("pc", ["水冷散热器", "导热硅脂"], None, "水冷散热器, 导热硅脂"),  # whether one is, a person says
		("phone", ["Battery BL-5C"], "battery", None),  # which has a term of its own
		("tv", ["Panel 55"], "Panel 55", None),  # nobody has listed the parts of televisions
		("pc", [], None, None),
	],
)
def test_the_items_of_a_visit_are_the_parts_that_the_rules_know(agent, category, items, part, unnamed):
	found = repairs.replaced_part(make_unit(goods_category=category).name, items)
	replaced = {"part": part, "part_replaced": 1} if part else {}
	assert found == {**replaced, **({"unnamed_parts": unnamed} if unnamed else {})}


def test_a_main_part_that_the_unit_lists_besides_is_one(agent):
	unit = make_unit(goods_category="pc")
	unit.append("parts", {"part": "散热器"})
	unit.save(ignore_permissions=True)
	assert repairs.replaced_part(unit.name, ["水冷散热器"]) == {"part": "散热器", "part_replaced": 1}


@pytest.mark.parametrize(
	("category", "part", "meant"),
	[
		("phone", "电池", "battery"),
		("phone", "Battery", "battery"),
		("phone", "screen", "screen"),
		("pc", "disk", "disk"),
		("pc", "cover", "cover"),  # which was mended before
		("tv", "panel", "panel"),
	],
)
@pytest.mark.parametrize("registered", [True, False])
def test_a_claim_names_a_part_as_people_call_it(
	agent, as_user, monkeypatch, category, part, meant, registered
):
	monkeypatch.setattr(frappe.local, "lang", "zh")
	unit = make_unit(goods_category=category)
	new_repair(unit.name, "2026-05-04", "2026-05-06", part="cover").insert()
	claim = claim_of(unit, event_on="2026-06-10", part=part)
	if not registered:
		claim.update({"product": None, "serial_no": None, "goods_category": category, "jurisdiction": "CN"})
	if (part, registered) == ("cover", False):
		with pytest.raises(frappe.ValidationError, match="没有部件“cover”"):
			claim.insert()
		return
	with as_user(agent):
		assert claim.insert().part == meant


def test_a_claim_of_a_part_that_nobody_knows_is_refused(agent, as_user):
	for category, part, said in (
		("phone", "batery", "There is no part batery; is it battery? There are battery, "),
		("pc", "touchpad", "Such goods have no part touchpad; there are board, disk, "),
	):
		with as_user(agent), pytest.raises(frappe.ValidationError, match=re.escape(said)):
			claim_of(make_unit(goods_category=category), event_on="2026-06-10", part=part).insert()


def test_a_case_from_plain_data_is_covered_by_the_site_s_own_rules(agent, as_user):
	"""The site's rule of cover for televisions is longer than the shipped one."""
	make_rule(
		rule_kind="Coverage",
		windows=[],
		conditions=[],
		categories=[{"goods_category": "CN-food"}],
		periods=[{"months": 2}],
		remedy_exchange=0,
	)
	sold = {"buyer": "consumer", "region": "CN-GD", "delivered_on": "2026-06-01", "defect_confirmed": True}
	case = {"event_on": "2026-06-30", "jurisdiction": "CN", "category": "food", "facts": sold, "unit": {}}
	with as_user(agent):
		assert dict(api.decide_case(case=case)["facts"])["coverage_end"] == "2026-08-03"


@pytest.mark.parametrize("told", [{}, {"unit": {}}, {"unit": {"dates": {"delivery": "2024-03-02"}}}])
def test_a_case_from_plain_data_has_what_the_company_promises(agent, as_user, told):
	"""rules.md R11: the law covers a phone for 12 months, the company promises 36 and gives a return."""
	item = make_item()
	granted = {"grant": "Promise", "periods": [{"months": 36}], "remedy_return": 1}
	policy = make_policy(**granted, applies_to="Item", item_code=item, effective_from="2024-01-01")
	sold = {"buyer": "consumer", "region": "CN-GD", "delivered_on": "2024-03-02", "defect_confirmed": True}
	case = {"event_on": "2026-06-30", "jurisdiction": "CN", "category": "phone", "facts": sold, **told}
	with as_user(agent):
		decided = api.decide_case(case=case, company=policy.company, item_code=item)
		of_others = api.decide_case(case=case, company=policy.company)
	given = {one["remedy"]: one["decided_by"]["norm"] for one in decided["remedies"]}
	assert given["return"] == policy.policy_name
	assert dict(decided["facts"])["coverage_end"] == "2027-03-02"
	assert policy.policy_name not in str(of_others)


@pytest.mark.parametrize(
	("on", "remedies"),
	[
		("2026-11-01", {"repair": ("policy", "2030-01-07")}),
		("2020-11-02", {"repair": ("policy", "2030-01-07"), "exchange": ("CN-SB-2-REPAIRS", "2021-01-06")}),
	],
)
def test_a_promise_does_not_make_the_law_s_period_longer(agent, as_user, on, remedies):
	"""rules.md R11: ten years of a compressor promise repair and the part; the exchange after two repairs is the law's, while that lasts."""
	item, ten_years = make_item(), {"months": 120, "part": "压缩机"}
	granted = {"grant": "Promise", "periods": [{"months": 12}, ten_years], "remedy_replace_part": 1}
	policy = make_policy(**granted, remedy_exchange=0, applies_to="Item", item_code=item)
	sold = {"buyer": "consumer", "region": "CN-GD", "delivered_on": "2020-01-06", "channel": "store"}
	facts = {**sold, "defect_confirmed": True, "repair_count": 2}
	case = {"event_on": on, "jurisdiction": "CN", "category": "refrigerator", "facts": facts}
	with as_user(agent):
		told = {**case, "unit": {"part": "压缩机"}}
		decided = api.decide_case(case=told, company=policy.company, item_code=item)
	found = {one["remedy"]: (one["decided_by"]["norm"], one["until"]) for one in decided["remedies"]}
	assert found.pop("replace_part")[0] == policy.policy_name
	named = {"policy": policy.policy_name}
	assert found == {what: (named.get(norm, norm), until) for what, (norm, until) in remedies.items()}


def test_whose_policies_a_case_is_decided_by_works_for_that_company(agent, as_user):
	case = {"event_on": "2026-06-30", "jurisdiction": "CN", "category": "phone"}
	second = make_company()
	with as_user(agent), pytest.raises(frappe.PermissionError):
		api.decide_case(case=case, company=second)


def test_a_promise_is_asked_about_while_nobody_knows_whether_it_covers(agent, as_user):
	item = make_item()
	policy = make_policy(**{"grant": "Promise", "applies_to": "Item", "item_code": item, "remedy_return": 1})
	unit = make_unit(item_code=item, delivered_on=None, invoiced_on=None)
	decision = claims.assess(claimed(as_user, agent, unit, repair_count="0"))
	asked = {norm for question in decision.questions for norm in question.norms}
	assert policy.policy_name in asked


def test_what_is_signed_for_later_than_it_was_sent_contradicts_nothing(agent, as_user):
	unit = make_unit(channel="online")
	back = new_return(unit.name, signed_on="2026-03-05", notice_on="2026-03-08")
	case = return_cases.known(back)
	assert case.contradictions == ()
	assert case.case.facts["received_on"] == date(2026, 3, 5)
	assert return_cases.answer(back, case).outcome == "ACCEPT"
