"""The charts of the workspace, in the form that Frappe draws."""

from collections import Counter
from typing import Any

from frappe import _
from frappe.utils import add_months

from aftersales_app.aftersales_core import moments, requests
from aftersales_app.domain.claim_flow import VERDICTS
from aftersales_app.integrations import erpnext_items
from aftersales_app.warranty.queries import dashboards

MONTHS, ITEMS = 12, 10
Chart = dict[str, Any]


def company(filters: Any) -> str:
	"""The company that a chart's reader asked for, "" for all that they see."""
	found = requests.plain(filters) or {}
	return str(found.get("company") or "") if isinstance(found, dict) else ""


def claims_by_month(company: str) -> Chart:
	"""Claims by the month in which the customer spoke: what was decided, and what is not yet."""
	months = _months()
	counts = Counter(
		{(day, verdict or ""): n for day, verdict, n in dashboards.claims_by_month(months[0], company)}
	)
	drawn = [(_(verdict), verdict) for verdict in VERDICTS] + [(_("Undecided"), "")]
	return {
		"labels": [month.strftime("%Y-%m") for month in months],
		"datasets": [
			{"name": name, "values": [counts[month, verdict] for month in months]} for name, verdict in drawn
		],
	}


def claims_by_item(company: str) -> Chart:
	"""The items with the most claims of a year."""
	found = dashboards.claims_by_item(_months()[0], company, ITEMS)
	return {
		"labels": [erpnext_items.item_name(item) or _("Unknown") for item, _number in found],
		"datasets": [{"name": _("Claims"), "values": [number for _item, number in found]}],
	}


def _months() -> list[Any]:
	this = moments.site_today().replace(day=1)
	return [add_months(this, -back) for back in range(MONTHS - 1, -1, -1)]
