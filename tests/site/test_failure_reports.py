"""The quality reports by hand: a few units whose figures are worked out on paper."""

import frappe
import pytest
from factories.goods import a_company, make_item
from factories.people import make_user
from factories.unique import unique
from factories.warranty import make_plain_unit, make_supplier
from frappe.desk.query_report import run
from frappe.utils import add_months
from freezegun import freeze_time

from aftersales_app.warranty.report.common import GROUPS
from aftersales_app.warranty.services import quality


@pytest.fixture(autouse=True)
def clock():
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	terms = {"early_failure_months": 3, "early_failure_percent": 5, "few_units": 5}
	frappe.get_doc("Aftersales Settings").update(terms).save()
	with freeze_time("2026-07-01 04:00:00.25") as frozen:
		yield frozen


def stored(doctype, **fields):
	"""A record as it stands; the rules of whoever makes it are not asked."""
	doc = frappe.get_doc({"doctype": doctype, **fields})
	doc.set_user_and_timestamp()
	doc.set_new_name()
	doc.db_insert()
	return doc.name


def make_claim(unit, on, total=0, **fields):
	told = {"company": a_company(), "product": unit, "event_on": on, "total": total, "status": "Submitted"}
	return stored("Aftersales Claim", **{**told, **fields})


def make_decision(
	claim, number, user, verdict, kind="First", override=0, made_on="2026-06-01 10:00:00", **fields
):
	return stored(
		"Aftersales Decision",
		claim=claim,
		number=number,
		kind=kind,
		made_on=made_on,
		decided_by=user,
		verdict=verdict,
		override=override,
		**fields,
	)


def units(item, count, began, **fields):
	return [
		make_plain_unit(item_code=item, delivered_on=began, invoiced_on="2024-01-01", **fields)
		for _ in range(count)
	]


def report(name, **filters):
	return run(f"Aftersales {name}", filters=filters, ignore_prepared_report=True)


def rows(name, **filters):
	return [row for row in report(name, **filters)["result"] if isinstance(row, dict)]


def picked(row, *names):
	return tuple(row[name] for name in names)


def company_in(currency):
	company = {
		"doctype": "Company",
		"company_name": unique("Second"),
		"abbr": frappe.generate_hash(length=5).upper(),
		"default_currency": currency,
		"country": "China",
	}
	return frappe.get_doc(company).insert().name


@pytest.fixture
def item():
	"""Six units of January, of which two failed early and one of these twice; four of June, of which one failed; one that left."""
	code, supplier, batch = make_item(), make_supplier(), unique("B")
	old = units(code, 6, "2026-01-01", supplier=supplier, batch_no=batch)
	young = units(code, 4, "2026-06-01", supplier=supplier)
	make_claim(old[0], "2026-01-15", 100)
	make_claim(old[0], "2026-03-15", 50, cause="product")
	make_claim(old[1], "2026-03-31", 70)
	make_claim(old[2], "2026-02-01", 999, cause="user")
	make_claim(young[0], "2026-06-30", 30)
	for came, went in (("2026-01-15", "2026-01-20"), ("2026-02-10", "2026-02-12"), ("2026-06-01", None)):
		stored("Aftersales Repair", product=old[0], received_on=came, returned_on=went, cause="product")
	stored("Aftersales Repair", product=old[0], received_on="2026-02-13", cause="no_fault_found")
	return frappe._dict(code=code, supplier=supplier, batch=batch, old=old, young=young, company=a_company())


def test_failure_rates_by_item(item):
	(row,) = rows("Failure Rates", item_code=item.code)
	assert row["item_code"] == item.code
	assert picked(row, "units", "failed", "rate", "interval") == (10, 3, 30.0, "10.8 – 60.3 %")
	assert picked(row, "claims", "cost", "cost_per_unit") == (4, 250, 25)
	assert row["claims_per_years"] == round(100 * 4 / ((6 * 181 + 4 * 30) / 365.25), 1)
	assert picked(row, "repairs", "repeats", "repeat_rate") == (3, 1, 33.3)
	assert picked(row, "old_enough", "early", "early_rate", "early_interval") == (6, 2, 33.3, "9.7 – 70.0 %")
	assert picked(row, "alarming", "remark") == (True, "Early failures!")


def test_items_and_suppliers_are_shown_with_their_names(as_user):
	code = make_item(item_name="冰箱 480 升")
	supplier = make_supplier()
	frappe.db.set_value("Supplier", supplier, "supplier_name", "恒力压缩机")
	units(code, 5, "2026-01-01", supplier=supplier)
	with as_user("Service Executive"):
		for group, column, key, name in (
			("Item", "item_code", code, "冰箱 480 升"),
			("Supplier", "supplier", supplier, "恒力压缩机"),
		):
			found = report("Failure Rates", item_code=code, group_by=group)
			assert [picked(row, column, "title") for row in found["result"]] == [(key, name)]
			assert [one["fieldname"] for one in found["columns"]][:2] == [column, "title"]
			assert found["chart"]["data"]["labels"] == [name]


def test_names_of_goods_are_not_translated(as_user):
	"""Phone is a word of ours as well, 电话."""
	code = make_item(item_name="Phone")
	units(code, 1, "2026-01-01")
	frappe.local.lang = "zh"
	found = report("Failure Rates", item_code=code)
	frappe.local.lang = "en"
	assert found["chart"]["data"]["labels"] == ["Phone"]


def test_what_nobody_named_is_said_once(item):
	frappe.db.set_value("Aftersales Product", item.young[0], "supplier", None)
	found = report("Failure Rates", item_code=item.code, group_by="Supplier")
	assert [picked(row, "key", "supplier", "title") for row in found["result"]][1] == ("", "Not Set", "")
	assert found["chart"]["data"]["labels"][1] == "Not Set"


def test_a_chart_shows_the_latest_months_or_the_worst_groups():
	code, brands = (
		make_item(),
		[frappe.get_doc(doctype="Brand", brand=unique("Brand")).insert().name for _ in range(9)],
	)
	months = [add_months("2024-05-01", number) for number in range(26)]
	made = [units(code, 1, began, brand=brands[number % 9])[0] for number, began in enumerate(months)]
	make_claim(made[7], "2026-06-01")
	by_month = report("Failure Rates", item_code=code, group_by="Month")["chart"]["data"]["labels"]
	assert (len(by_month), by_month[0], by_month[-1]) == (12, "2025-07", "2026-06")
	by_brand = report("Failure Rates", item_code=code, group_by="Brand")["chart"]["data"]["labels"]
	assert (len(by_brand), by_brand[0]) == (8, brands[7])


def test_kinds_of_goods_are_words_in_the_readers_language(as_user):
	code = make_item()
	units(code, 5, "2026-01-01", goods_category="washing_machine", jurisdiction="CN")
	(other,) = units(code, 1, "2026-01-01")
	told = {"goods_category": "of_nobody", "jurisdiction": None}
	frappe.db.set_value("Aftersales Product", other, told)
	for language, word in (("en", "Washing Machine"), ("zh", "洗衣机")):
		with as_user("Quality Specialist"):
			frappe.local.lang = language
			found = report("Failure Rates", item_code=code, group_by="Goods Category")
			assert [picked(row, "key", "goods_category") for row in found["result"]] == [
				("CN-washing_machine", word),
				("-of_nobody", "of_nobody"),
			]
			assert found["chart"]["data"]["labels"] == [word, "of_nobody"]
	frappe.local.lang = "en"


def test_goods_of_several_countries_are_told_apart():
	"""Two countries call different goods by one code; goods of a member state are called as the union's rules call them."""
	code = make_item()
	for country, count, title in (("CN", 3, "TV"), ("CH", 2, "Fernseher"), ("EU", 0, "Television")):
		name = f"{country}-tv"
		if frappe.db.exists("Aftersales Goods Category", name):
			frappe.get_doc("Aftersales Goods Category", name).update({"title": title}).save()
		else:
			kind = {"doctype": "Aftersales Goods Category", "jurisdiction": country, "code": "tv"}
			frappe.get_doc({**kind, "title": title}).insert()
		units(code, count, "2026-01-01", goods_category="tv", jurisdiction=country)
	units(code, 1, "2026-01-01", goods_category="tv", jurisdiction="DE")
	(bare,) = units(code, 1, "2026-01-01")
	frappe.db.set_value("Aftersales Product", bare, "goods_category", None)
	found = report("Failure Rates", item_code=code, group_by="Goods Category")
	names = ["TV (CN)", "Fernseher (CH)", "Not Set", "Television (DE)"]
	assert [picked(row, "goods_category", "units") for row in found["result"]] == list(
		zip(names, (3, 2, 1, 1), strict=True)
	)
	assert found["chart"]["data"]["labels"] == names
	frappe.db.set_value("Aftersales Product", {"item_code": code}, "jurisdiction", "CH")
	(row, _bare) = rows("Failure Rates", item_code=code, group_by="Goods Category")
	assert picked(row, "goods_category", "units") == ("Fernseher", 6)


def test_figures_name_the_claims_behind_them(item, as_user):
	with as_user("Quality Specialist"):
		known = frappe.get_all(
			"Aftersales Claim", {"product": ("in", item.old + item.young)}, ["name", "event_on", "cause"]
		)
		counted = [row for row in known if row.cause != "user"]
		assert len(counted) == 4
		for group in GROUPS:
			found = report("Failure Rates", item_code=item.code, group_by=group)
			linked = [column["fieldname"] for column in found["columns"] if column.get("drill")]
			assert linked[-2:] == ["failed", "claims"]
			assert linked[0] == GROUPS[group][0]
			named = [claim for row in found["result"] for claim in row["behind"]]
			assert sorted(named) == sorted(row.name for row in counted)
			assert all(len(row["behind"]) == row["claims"] for row in found["result"])
		by_age = rows("Failures by Age", item_code=item.code)
		assert by_age[2]["behind"] == sorted(
			row.name for row in counted if str(row.event_on) in ("2026-03-15", "2026-03-31")
		)
		assert [len(row["behind"]) for row in by_age] == [row["claims"] for row in by_age]


def test_few_units_are_marked_and_raise_no_alert(item):
	settings = frappe.get_doc("Aftersales Settings")
	settings.update({"early_failure_percent": 10, "few_units": 30}).save()
	(row,) = rows("Failure Rates", item_code=item.code)
	assert picked(row, "alarming", "remark") == (False, "Few units")


@pytest.mark.parametrize(
	("group", "column", "expected"),
	[
		("Supplier", "supplier", [("supplier", 10, 3)]),
		("Batch", "batch_no", [("batch", 6, 2), ("Not Set", 4, 1)]),
		("Month", "month", [("2026-01", 6, 2), ("2026-06", 4, 1)]),
	],
)
def test_failure_rates_by_other_groups(item, group, column, expected):
	found = rows("Failure Rates", item_code=item.code, group_by=group)
	assert [picked(row, column, "units", "failed") for row in found] == [
		(item.get(name) or name, number, failed) for name, number, failed in expected
	]


ROLES = (
	"Quality Specialist",
	"Operations Manager",
	"Service Team Lead",
	"Service Executive",
	"Service Auditor",
)


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_open_the_report_may_open_it_in_every_group(item, as_user, role):
	user = make_user(role)
	frappe.permissions.add_user_permission("Company", a_company(), user)
	with as_user(user):
		for group in GROUPS:
			assert (
				sum(row["units"] for row in rows("Failure Rates", item_code=item.code, group_by=group)) == 10
			)
		assert rows("Failures by Age", item_code=item.code)[0]["at_risk"] == 10
		if role != "Service Team Lead":
			rows("Decisions by Person")


def test_a_period_of_sale(item):
	(row,) = rows("Failure Rates", item_code=item.code, from_date="2026-06-01", to_date="2026-06-01")
	assert picked(row, "units", "old_enough", "early_rate") == (4, 0, None)


REPORTS = ("Failure Rates", "Failures by Age", "Decisions by Person")


@pytest.mark.parametrize("name", REPORTS)
def test_filters_that_make_no_sense_are_refused_with_a_reason(name, as_user):
	with as_user("Operations Manager"):
		for filters, message in (
			({"from_date": "2026-06-02", "to_date": "2026-06-01"}, "From Date is after To Date"),
			({"from_date": "yesterday"}, "is not a valid date"),
			(
				{"company": "Nobody & Sons <b>"},
				"There is no company .*Nobody &amp; Sons &lt;b&gt;.*, or you may not",
			),
			({"company": [a_company(), "Nobody"]}, "There is no company .*Nobody.*, or you may not"),
		):
			with pytest.raises(frappe.ValidationError, match=message):
				report(name, **filters)


def test_what_a_report_cannot_do_is_refused(as_user):
	with as_user("Quality Specialist"):
		with pytest.raises(frappe.ValidationError, match="cannot be grouped by"):
			report("Failure Rates", group_by="name")
		for months in (-1, 121, "many"):
			with pytest.raises(frappe.ValidationError, match="enter a number from 1 to 120"):
				report("Failures by Age", months=months)
	with (
		as_user("Operations Manager"),
		pytest.raises(frappe.ValidationError, match="From Date is after To Date"),
	):
		report("Decisions by Person", from_date="2026-07-02")  # tomorrow


@pytest.mark.parametrize("name", REPORTS)
def test_a_company_that_the_user_may_not_see_is_refused(name, as_user):
	first, other, user = a_company(), company_in("CNY"), make_user("Operations Manager")
	frappe.permissions.add_user_permission("Company", other, user)
	with as_user(user):
		report(name, company=other)
		with pytest.raises(frappe.ValidationError, match="you may not see its figures"):
			report(name, company=first)


def test_failures_by_age(item):
	found = rows("Failures by Age", item_code=item.code)
	names = ("age", "at_risk", "failed", "claims", "cost")
	assert [picked(row, *names) for row in found] == [
		(0, 10, 2, 2, 130),
		(1, 10, 0, 0, 0),
		(2, 6, 2, 2, 120),
		(3, 6, 0, 0, 0),
		(4, 6, 0, 0, 0),
		(5, 6, 0, 0, 0),
		(6, 6, 0, 0, 0),
	]
	assert picked(found[2], "rate", "interval", "remark") == (33.33, "9.7 – 70.0 %", "")
	assert [picked(row, *BY_THEN) for row in found] == [
		(10, 2, 20.0),
		(5, 0, 20.0),
		(5, 1, 36.0),  # 1 - 0.8 * 4/5
		(4, 0, 36.0),
		(4, 0, 36.0),
		(4, 0, 36.0),
		(None, None, None),
	]
	assert found[0]["by_then_interval"] == "5.4 – 59.1 %"
	assert found[6]["by_then_interval"] is None


BY_THEN = ("first_at_risk", "first_failed", "by_then")


def test_the_chart_ends_where_no_unit_is_older(item):
	chart = report("Failures by Age", item_code=item.code)["chart"]
	assert chart["data"]["labels"] == ["0", "1", "2", "3", "4", "5"]
	assert chart["data"]["datasets"][1]["values"] == [20.0, 20.0, 36.0, 36.0, 36.0, 36.0]


def test_a_unit_that_left_is_watched_up_to_its_last_claim(item):
	frappe.db.set_value("Aftersales Product", item.old[1], "status", "Exchanged")
	found = rows("Failures by Age", item_code=item.code)
	assert [row["at_risk"] for row in found] == [10, 10, 6, 5, 5, 5, 5]
	assert [row["failed"] for row in found] == [2, 0, 2, 0, 0, 0, 0]
	assert [picked(row, *BY_THEN) for row in found][2:4] == [(5, 1, 36.0), (4, 0, 36.0)]
	(row,) = rows("Failure Rates", item_code=item.code)
	assert picked(row, "old_enough", "early", "alarming") == (6, 2, True)


def test_who_sees_which_units(item, as_user):
	specialist, other = make_user("Quality Specialist"), make_user("Quality Specialist")
	frappe.permissions.add_user_permission("Company", company_in("CNY"), other)
	with as_user(specialist):
		assert len(rows("Failure Rates", item_code=item.code)) == 1
	with as_user(other):
		assert rows("Failure Rates", item_code=item.code) == []
		assert rows("Failures by Age", item_code=item.code) == []
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		report("Failure Rates", item_code=item.code)


@pytest.fixture
def abroad(item):
	"""Two more units of the item, of a company that counts in dollars; one failed."""
	company = company_in("USD")
	sold = units(item.code, 2, "2026-01-01", company=company)
	make_claim(sold[0], "2026-01-20", 40, company=company, currency="USD")
	return company


def test_money_of_several_currencies_is_never_added_up(item, abroad, as_user):
	asked = "choose a company to see them"
	with as_user("Quality Specialist"):
		found = report("Failure Rates", item_code=item.code)
		(row,) = (row for row in found["result"] if isinstance(row, dict))
		assert picked(row, "units", "failed", "cost", "cost_per_unit", "currency") == (
			12,
			4,
			None,
			None,
			None,
		)
		assert asked in found["message"]
		money = [column for column in found["columns"] if column["fieldtype"] == "Currency"]
		assert [column["options"] for column in money] == ["currency", "currency"]
		found = report("Failures by Age", item_code=item.code)
		assert {row["cost"] for row in found["result"]} == {None}
		assert [row["claims"] for row in found["result"]][:3] == [3, 0, 2]
		assert asked in found["message"]


def test_the_money_of_one_company_is_in_its_currency(item, abroad, as_user):
	with as_user("Quality Specialist"):
		for company, cost, each, currency in ((item.company, 250, 25, "CNY"), (abroad, 40, 20, "USD")):
			found = report("Failure Rates", item_code=item.code, company=company)
			(row,) = (row for row in found["result"] if isinstance(row, dict))
			assert picked(row, "cost", "cost_per_unit", "currency") == (cost, each, currency)
			assert "several currencies" not in found["message"]
			by_age = rows("Failures by Age", item_code=item.code, company=company)
			assert {month["currency"] for month in by_age} == {currency}
			assert sum(month["cost"] for month in by_age) == cost
		found = rows("Failure Rates", item_code=item.code, group_by="Company")
		assert {picked(row, "company", "cost", "currency") for row in found} == {
			(item.company, 250, "CNY"),
			(abroad, 40, "USD"),
		}


@pytest.mark.parametrize(
	("fields", "counted"),
	[
		({"status": "Withdrawn"}, 0),
		({"status": "Withdrawn", "verdict": "Approved"}, 0),
		({"status": "Refused", "verdict": "Refused"}, 0),
		({"status": "Executed", "verdict": "Refused"}, 0),  # the customer paid
		({"status": "Awaiting Approval", "proposed_verdict": "Refused"}, 1),
		({"status": "Submitted"}, 1),
		({"status": "Closed", "verdict": "Approved", "cause": "product"}, 1),
		({"status": "Approved", "verdict": "Goodwill"}, 1),
		({"verdict": "Approved", "cause": "no_fault_found"}, 0),
		({"verdict": "Goodwill", "cause": "storage"}, 0),
		({"verdict": "Goodwill", "cause": "force_majeure"}, 0),
		({"cause": "other"}, 0),
	],
)
def test_what_counts_as_a_failure(fields, counted):
	code = make_item()
	(unit,) = units(code, 1, "2026-01-01")
	make_claim(unit, "2026-02-10", 80, **fields)
	(row,) = rows("Failure Rates", item_code=code)
	assert picked(row, "failed", "claims", "early", "cost") == (counted, counted, counted, 80 * counted)
	by_age = rows("Failures by Age", item_code=code)
	assert sum(month["claims"] for month in by_age) == sum(month["failed"] for month in by_age) == counted


def test_a_failure_that_was_entered_twice_counts_once(item):
	"""Whatever way the fault is written; with what all its claims cost. Another fault, or another day, is another failure."""
	unit = item.old[3]
	told = [
		make_claim(unit, "2026-05-02", cost, fault=fault)
		for cost, fault in ((20, "Leaks"), (5, " LEAKS "), (0, "Does not start"))
	]
	told.append(make_claim(unit, "2026-05-03", 0, fault="Leaks"))
	make_claim(unit, "2026-05-02", 0, fault="Leaks", status="Withdrawn")
	(row,) = rows("Failure Rates", item_code=item.code)
	assert picked(row, "failed", "claims", "cost") == (4, 4 + 3, 250 + 25)
	assert set(told) < set(row["behind"]) and len(row["behind"]) == 4 + 4
	by_age = {row["age"]: row for row in rows("Failures by Age", item_code=item.code)}
	assert picked(by_age[4], "failed", "claims", "cost") == (1, 3, 25)


def test_a_unit_whose_sale_was_cancelled_is_none(item):
	frappe.db.set_value("Aftersales Product", item.old[5], "status", "Cancelled")
	(row,) = rows("Failure Rates", item_code=item.code)
	assert picked(row, "units", "failed", "rate") == (9, 3, 33.3)
	assert rows("Failures by Age", item_code=item.code)[0]["at_risk"] == 9


def test_what_a_former_owner_claimed_does_not_count(item):
	resold = {"delivered_on": "2026-06-10", "invoiced_on": "2026-06-12"}
	frappe.db.set_value("Aftersales Product", item.old[0], resold)
	make_claim(item.old[0], "2026-06-11", 5)
	(row,) = rows("Failure Rates", item_code=item.code, from_date="2026-06-10", to_date="2026-06-10")
	assert picked(row, "units", "claims", "cost", "repairs") == (1, 1, 5, 0)
	assert rows("Failures by Age", item_code=item.code)[0]["claims"] == 2


def test_a_unit_that_was_registered_when_its_claim_came(item):
	unsold = {"delivered_on": None, "invoiced_on": None, "registered_on": "2026-04-02"}
	frappe.db.set_value("Aftersales Product", item.old[1], unsold)
	(row,) = rows("Failure Rates", item_code=item.code, from_date="2026-04-02", to_date="2026-04-02")
	assert picked(row, "units", "failed", "early") == (1, 1, 0)


def test_repairs_that_something_else_called_for_are_no_repeats(item):
	stored(
		"Aftersales Repair",
		product=item.old[1],
		received_on="2026-03-01",
		returned_on="2026-03-02",
		cause="storage",
	)
	(row,) = rows("Failure Rates", item_code=item.code)
	assert picked(row, "repairs", "repeats") == (3, 1)


def test_decisions_by_person(as_user):
	one, other = make_user("Service Agent"), make_user("Quality Specialist")
	unit = make_plain_unit()
	claims = [make_claim(unit, "2026-05-01") for _ in range(6)]
	firsts = [make_decision(claims[number], 1, one, "Refused", override=number) for number in (0, 1)]
	firsts.append(make_decision(claims[2], 1, one, "Approved"))
	make_decision(claims[3], 1, one, "Approved", made_on="2026-05-31 23:59:59")
	firsts += [make_decision(claims[4], 1, one, "Refused"), make_decision(claims[5], 1, one, "Approved")]
	later = {"kind": "Appeal", "made_on": "2026-06-20 10:00:00"}
	make_decision(claims[0], 2, other, "Approved", **later, appeal_of=firsts[0], reverses=1)
	make_decision(claims[1], 2, other, "Refused", **later, appeal_of=firsts[1])
	make_decision(claims[2], 2, one, "Goodwill", kind="Goodwill")  # without an appeal
	later["kind"] = "Goodwill"
	make_decision(claims[4], 2, other, "Goodwill", **later, appeal_of=firsts[3], reverses=1)
	make_decision(claims[5], 2, other, "Goodwill", **later, appeal_of=firsts[4])  # more, but no reversal
	names = (
		"decided",
		"approved",
		"refused",
		"goodwill",
		"overrides",
		"appealed",
		"reversed",
		"reversed_share",
	)
	with as_user("Operations Manager"):
		found = {
			row["user"]: row
			for row in rows("Decisions by Person", from_date="2026-06-01", to_date="2026-06-30")
		}
		assert picked(found[one], *names) == (6, 2, 3, 1, 1, 4, 2, 33.3)
		assert picked(found[other], *names) == (4, 1, 1, 2, 0, 0, 0, 0.0)
		assert picked(found[one], "approved_share", "interval") == (33.3, "9.7 – 70.0 %")
		first = {
			row["user"]: row
			for row in rows("Decisions by Person", from_date="2026-06-01", to_date="2026-06-10")
		}
		assert first[one]["reversed"] == 2  # the appeal came later
	with as_user("Service Agent"), pytest.raises(frappe.PermissionError):
		report("Decisions by Person")


def test_quality_is_told_of_early_failures_once_a_month(item, run_jobs, clock):
	specialist, agent = make_user("Quality Specialist"), make_user("Service Agent")
	assert quality.alert() >= 1
	run_jobs()
	told = {"subject": ("like", f"%{item.code}%")}
	people = frappe.get_all("Notification Log", told, pluck="for_user")
	assert specialist in people
	assert agent not in people
	assert quality.alert() == 0
	clock.move_to("2026-08-02 04:00:00.25")
	assert quality.alert() >= 1
