"""What ERPNext knows of items: name, group, brand, and our goods category on them."""

import frappe

from aftersales_app.aftersales_core import reference


def item_name(item_code: str | None) -> str | None:
	return frappe.get_cached_value("Item", item_code, "item_name") if item_code else None


def item_facts(item_code: str) -> tuple[str, str, str]:
	"""Item group, brand and goods category (the record's name) of an item; empty where there is none."""
	found = frappe.get_cached_value("Item", item_code, ["item_group", "brand", "aftersales_goods_category"])
	group, brand, category = found or ("", "", "")
	return group or "", brand or "", category or ""


def group_chain(item_group: str) -> tuple[str, ...]:
	"""An item group and those above it, nearest first."""
	parents = _groups()
	chain: list[str] = []
	while item_group in parents and item_group not in chain:
		chain.append(item_group)
		item_group = parents[item_group][0]
	return tuple(chain)


def category_of_groups(chain: tuple[str, ...]) -> str:
	"""The goods category of the nearest of these groups that has one."""
	groups = _groups()
	return next((groups[group][1] for group in chain if groups[group][1]), "")


def _groups() -> dict[str, tuple[str, str]]:
	return reference.compiled("item_groups", _read_groups)


def _read_groups() -> dict[str, tuple[str, str]]:
	rows = frappe.get_all(
		"Item Group", fields=["name", "parent_item_group", "aftersales_goods_category"], as_list=True
	)
	return {name: (parent or "", category or "") for name, parent, category in rows}
