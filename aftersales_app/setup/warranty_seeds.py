"""The goods categories and statutory rules that ship: seeded once, when the site has none; afterwards they belong to the site's
owner, who publishes new versions, withdraws or adds."""

from collections.abc import Collection
from typing import Any

import frappe
from frappe import _lt

from aftersales_app.domain import coverage_book, fact_text, norm_file, rule_rows
from aftersales_app.domain.case_facts import Facts
from aftersales_app.domain.coverage_book import CoverageRule
from aftersales_app.setup.seeds import OFFICE
from aftersales_app.warranty.services.rule_documents import EVERYTHING

CATEGORY, RULE = "Aftersales Goods Category", "Aftersales Statutory Rule"
COUNTRIES = ("cn",)  # whose periods of cover ship
TITLES = {
	EVERYTHING: _lt("All Goods"),
	"tv": _lt("Television Set"),
	"refrigerator": _lt("Refrigerator"),
	"washing_machine": _lt("Washing Machine"),
	"air_conditioner": _lt("Air Conditioner"),
	"fan": _lt("Electric Fan"),
	"microwave": _lt("Microwave Oven"),
	"vacuum_cleaner": _lt("Vacuum Cleaner"),
	"range_hood": _lt("Range Hood"),
	"water_heater": _lt("Water Heater"),
	"camcorder": _lt("Camcorder"),
	"phone": _lt("Mobile Phone"),
	"fixed_phone": _lt("Fixed Telephone"),
	"pc": _lt("Computer"),
	"car": _lt("Family Car"),
	"harvester": _lt("Harvester"),
	"tractor": _lt("Tractor"),
	"seeder": _lt("Seeder"),
	"transplanter": _lt("Rice Transplanter"),
	"farm_machine": _lt("Other Farm Machine"),
	"camera": _lt("Camera"),
	"electronics": _lt("Other Electronics"),
	"furniture": _lt("Furniture"),
	"durable_goods": _lt("Other Durable Goods"),
	"clothes": _lt("Clothes"),
	"shoes": _lt("Shoes"),
	"cosmetics": _lt("Cosmetics"),
	"food": _lt("Food"),
	"repair_work": _lt("Paid Repair Work"),
	"other": _lt("Other Goods"),
}


def seed() -> None:
	"""Once for a site without any of them."""
	if not frappe.db.count(CATEGORY):
		_categories()
	if not frappe.db.count(RULE):
		_rules()
	if not frappe.db.get_single_value("Aftersales Settings", "legal_calendar") and frappe.db.exists(
		"Aftersales Calendar", OFFICE
	):
		frappe.db.set_single_value("Aftersales Settings", "legal_calendar", OFFICE)


def add(rule_ids: Collection[str]) -> None:
	"""Shipped rules that came later, for a site that has the rules of their country and none of that name."""
	held = set(frappe.get_all(RULE, pluck="jurisdiction", distinct=True))
	for norm in norm_file.shipped().norms:
		if (
			norm.id in rule_ids
			and norm.jurisdiction in held
			and not frappe.db.exists(RULE, {"rule_id": norm.id})
		):
			_publish(rule_rows.norm_values(norm) | {"rule_kind": "Remedies"})


def list_parts(jurisdiction: str, code: str) -> None:
	"""The shipped parts of such goods, for a site whose category lists none."""
	name = f"{jurisdiction}-{code}"
	if not frappe.db.exists(CATEGORY, name):
		return
	category = frappe.get_doc(CATEGORY, name)
	if not category.parts:
		category.set("parts", _parts(_cover(), jurisdiction, code))
		category.flags.seeded = True
		category.save(ignore_permissions=True)


def say_of(jurisdiction: str, code: str) -> None:
	"""What the shipped rules say of such goods, for a site whose category says nothing."""
	name, known = f"{jurisdiction}-{code}", norm_file.shipped().categories[jurisdiction, code]
	if not frappe.db.exists(CATEGORY, name):
		return
	category = frappe.get_doc(CATEGORY, name)
	if not category.facts:
		category.set("facts", _facts(known))
		category.flags.seeded = True
		category.save(ignore_permissions=True)


def _facts(known: Facts) -> list[dict[str, str]]:
	return [
		{"fact": fact, "value": fact_text.told(value)} for fact, value in known.items() if value is not None
	]


def _cover() -> list[CoverageRule]:
	return [rule for country in COUNTRIES for rule in coverage_book.shipped(country)]


def _parts(cover: list[CoverageRule], jurisdiction: str, code: str) -> list[dict[str, str]]:
	of_country = (rule for rule in cover if rule.jurisdiction == jurisdiction)
	listed = coverage_book.parts_of(of_country, code)
	return [{"part": part, "part_group": group} for part, group in listed.items()]


def _categories() -> None:
	cover = _cover()
	for (jurisdiction, code), known in norm_file.shipped().categories.items():
		_insert(
			CATEGORY,
			{
				"jurisdiction": jurisdiction,
				"code": code or EVERYTHING,
				"title": str(TITLES[code or EVERYTHING]),
				"facts": _facts(known),
				"parts": _parts(cover, jurisdiction, code),
			},
		)


def _rules() -> None:
	for norm in norm_file.shipped().norms:
		_publish(rule_rows.norm_values(norm) | {"rule_kind": "Remedies"})
	for country in COUNTRIES:
		for rule in coverage_book.shipped(country):
			_publish(rule_rows.coverage_values(rule) | {"rule_kind": "Coverage"})


def _publish(values: dict[str, Any]) -> None:
	links = [{"goods_category": f"{values['jurisdiction']}-{code}"} for code in values["categories"]]
	_insert(RULE, {**values, "categories": links, "docstatus": 1})


def _insert(doctype: str, values: dict[str, Any]) -> None:
	record = frappe.get_doc({"doctype": doctype, **values})
	record.flags.seeded = True
	record.insert(ignore_permissions=True)
