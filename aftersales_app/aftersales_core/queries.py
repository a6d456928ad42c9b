"""Reads of the core that are not a plain get_doc."""

from datetime import date

import frappe


def holidays(holiday_list: str | None) -> list[date]:
	"""The days off of an ERPNext Holiday List."""
	if not holiday_list:
		return []
	return frappe.get_all("Holiday", filters={"parent": holiday_list}, pluck="holiday_date")
