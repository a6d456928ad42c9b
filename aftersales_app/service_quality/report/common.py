"""What the reports of service quality have in common."""

from datetime import date
from typing import Any

from frappe.utils import add_days, getdate

from aftersales_app.aftersales_core import figures, moments
from aftersales_app.aftersales_core.figures import Filters


def period(filters: Filters, days: int = 365) -> tuple[date, date]:
	"""The days that were asked for, both included; the last `days` where nothing was. Throws for a period that ends before it begins."""
	last = getdate(filters.get("to_date") or moments.site_today())
	first = getdate(filters.get("from_date") or add_days(last, 1 - days))
	figures.refuse_reversed(first, last)
	return first, last


def month(moment: Any) -> str:
	"""The month of a moment, as it sorts."""
	return f"{getdate(moment):%Y-%m}"
