"""Rules and policies of the warranty."""

from typing import Any

import frappe
from factories.goods import a_company
from factories.unique import unique


def new_rule(**fields: Any) -> Any:
	"""A rule of a kind of its own, not saved: in force since 2020, it gives the exchange of televisions within 30 days of
	receipt."""
	values = {
		"doctype": "Aftersales Statutory Rule",
		"rule_id": unique("RULE").upper().replace(" ", "-"),
		"rule_kind": "Remedies",
		"jurisdiction": "CN",
		"rank": "local_rule",
		"region": "CN-GD",
		"citation": "Ordinance of the test, art. 1",
		"effective_from": "2020-01-01",
		"categories": [{"goods_category": "CN-tv"}],
		"buyer": "consumer",
		"windows": [{"comparator": "within", "value": 30, "unit": "day", "since": "received_on"}],
		"conditions": [{"fact": "defect_confirmed", "operator": "==", "value": "true"}],
		"remedy_exchange": 1,
	}
	return frappe.get_doc({**values, **fields})


def make_rule(**fields: Any) -> Any:
	"""The same, published."""
	rule = new_rule(**fields)
	rule.insert(ignore_permissions=True)
	rule.submit()
	return rule


def new_policy(**fields: Any) -> Any:
	"""A contract of 24 months for all goods that the first company sells since 2020, not saved."""
	values = {
		"doctype": "Aftersales Warranty Policy",
		"policy_name": unique("POLICY"),
		"company": a_company(),
		"grant": "Contract",
		"applies_to": "All",
		"jurisdiction": "CN",
		"effective_from": "2020-01-01",
		"citation": "Terms of sale, no. 7",
		"periods": [{"months": 24}],
	}
	return frappe.get_doc({**values, **fields})


def make_policy(**fields: Any) -> Any:
	"""The same, published."""
	policy = new_policy(**fields)
	policy.insert(ignore_permissions=True)
	policy.submit()
	return policy
