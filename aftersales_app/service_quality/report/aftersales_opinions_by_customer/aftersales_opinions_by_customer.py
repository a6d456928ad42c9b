"""What each customer thinks of the service and complains about. Who may not see names reads pseudonyms, and no opinions of few."""

from datetime import date
from typing import Any

from frappe import _
from frappe.utils import add_days, getdate

from aftersales_app.aftersales_core import figures, masking, moments
from aftersales_app.aftersales_core.figures import Column, Filters, number, percent, rounded
from aftersales_app.domain import statistics
from aftersales_app.service_quality.queries import customers

NAME, YEAR = "Aftersales Opinions by Customer", 365


@masking.pseudonymous(NAME)
def execute(filters: Filters | None = None) -> tuple:
	filters = filters or {}
	asked = (*_period(filters), filters.get("company") or "")
	complaints = customers.complaints(*asked)
	opinions = {customer: told for customer, *told in customers.opinions(*asked)}
	known = customers.names(opinions.keys() | complaints.keys())
	rows = [_row(name, known, opinions.get(name), complaints.get(name, 0)) for name in known]
	rows.sort(key=lambda row: (-row["complaints"], -row["answers"], masking.called(NAME, row["customer"])))
	return _columns(), rows, None if masking.may_read(masking.NAMES) else _told()


def _period(filters: Filters) -> tuple[date, date]:
	last = getdate(filters.get("to_date") or moments.site_today())
	first = getdate(filters.get("from_date") or add_days(last, 1 - YEAR))
	figures.refuse_reversed(first, last)
	return first, last


def _row(name: str, known: dict[str, str], told: list[Any] | None, complaints: int) -> dict[str, Any]:
	answers, mean, low = told or (0, None, 0)
	shown = masking.may_read(masking.NAMES) or not figures.are_few(answers)
	return {
		"customer": name,
		"customer_name": known[name],
		"answers": answers,
		"mean": rounded(float(mean), 2) if answers and shown else None,
		"low_share": rounded(statistics.share(int(low), answers)) if shown else None,
		"interval": figures.interval(int(low), answers) if shown else None,
		"complaints": complaints,
	}


def _told() -> str:
	return _(
		"Customers are called by pseudonyms, which are always the same in this report and others elsewhere. Scores of fewer than {0} answers are left out."
	).format(figures.FEW)


def _columns() -> list[Column]:
	data = {"fieldtype": "Data", "width": 220}
	return [
		{"label": _("Customer"), "fieldname": "customer", **data},
		{"label": _("Customer Name"), "fieldname": "customer_name", **data},
		number(_("Answers"), "answers"),
		{"label": _("Mean"), "fieldname": "mean", "fieldtype": "Float", "precision": 2, "width": 90},
		percent(_("Low Scores %"), "low_share"),
		{"label": _("95 % Interval"), "fieldname": "interval", "fieldtype": "Data", "width": 140},
		number(_("Complaints"), "complaints"),
	]
