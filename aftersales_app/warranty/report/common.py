"""What the quality reports of warranty share: filters as a scope, and groups."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html, flt, getdate

from aftersales_app import permissions
from aftersales_app.aftersales_core import figures, moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.aftersales_core.figures import Column, Filters, listed
from aftersales_app.domain.jurisdictions import jurisdictions_of
from aftersales_app.integrations.erpnext import default_currency
from aftersales_app.warranty.queries import reports
from aftersales_app.warranty.queries.reports import Claim, Scope
from aftersales_app.warranty.services import rules

MOST_LISTED = 500
DRAWN, DRAWN_MONTHS = 8, 12  # groups in a chart: with more, nobody can read what they are called
FACTS = ("company", "item_code", "supplier", "batch_no")
# What people group by: column of the unit or its month. All is plain text: a report with links is refused to whoever may not read all that
# they lead to.
GROUPS: figures.Groups = {
	"Item": ("item_code", "Data", ""),
	"Batch": ("batch_no", "Data", ""),
	"Supplier": ("supplier", "Data", ""),
	"Brand": ("brand", "Data", ""),
	"Goods Category": ("goods_category", "Data", ""),
	"Month": ("month", "Data", ""),
	"Company": ("company", "Data", ""),
}


def scope(filters: Filters) -> Scope:
	"""The units sold on these days (both included, open where none is given) and the facts asked for.

	Throws where the period ends before it begins, and for a company of which the user may see nothing.
	"""
	facts = {name: tuple(map(cstr, listed(filters[name]))) for name in FACTS if filters.get(name)}
	refuse_others(facts.get("company", ()))
	return Scope(moments.site_today(), *period(filters), facts)


def period(filters: Filters) -> tuple[date | None, date | None]:
	"""The days asked for, None where none is given. Throws where the last is before the first."""
	first, last = (getdate(filters[name]) if filters.get(name) else None for name in ("from_date", "to_date"))
	figures.refuse_reversed(first, last)
	return first, last


def refuse_others(companies: Iterable[str]) -> None:
	"""Throw for a company that is not there, or whose claims the user may not see: which of both is nobody's business."""
	mine = permissions.companies_of(frappe.session.user)
	for company in companies:
		if not frappe.db.exists("Company", company) or (mine is not None and company not in mine):
			frappe.throw(
				_("There is no company {0}, or you may not see its figures. Choose another one.").format(
					frappe.bold(escape_html(company))
				)
			)


def group_of(filters: Filters) -> str:
	"""The group that was asked for. Throws for one that the report does not know."""
	return figures.group_of(filters, GROUPS, "Item")


def group_columns(name: str) -> list[Column]:
	"""The column of what is grouped by, and one for names where there are codes."""
	column, fieldtype, _options = GROUPS[name]
	first = {"label": _(name), "fieldname": column, "fieldtype": fieldtype, "width": 180, "drill": "claims"}
	label = {"Item": _("Item Name"), "Supplier": _("Supplier Name")}.get(name)
	named = {"label": label, "fieldname": "title", "fieldtype": "Data", "width": 180, "drill": "claims"}
	return [first, named] if label else [first]


def titles(name: str, keys: Iterable[Any]) -> dict[Any, str]:
	"""What the groups are called in the reader's language."""
	known = [key for key in keys if key]
	if name in ("Item", "Supplier"):
		return reports.titles(name, known)
	if name == "Goods Category":
		return _goods_titles(known)
	return {key: key.strftime("%Y-%m") if name == "Month" else key for key in known}


def _goods_titles(keys: Iterable[str]) -> dict[str, str]:
	"""Each kind of goods by its country's record; with its country where there are several."""
	found = {}
	parts = {key: key.split("-", 1) for key in keys}
	several = len({country for country, _code in parts.values() if country}) > 1
	for key, (country, code) in parts.items():
		own = (rules.goods_title(code, where) for where in jurisdictions_of(country))
		title = _(next(filter(None, own), "") or rules.goods_title(code) or code)
		found[key] = f"{title} ({country})" if several and country else title
	return found


def written(name: str, key: Any, titles: Mapping[Any, str]) -> dict[str, Any]:
	"""A group as its columns show it."""
	title = titles.get(key, key) if key else ""
	shown = key if name in ("Item", "Supplier") else title
	return {"key": key, "title": title, GROUPS[name][0]: shown or _("Not Set")}


def behind(failures: Sequence[Claim]) -> list[str]:
	"""The claims that a list of a figure's claims shows; none where nobody would read the list."""
	found = sorted(name for one in failures for name in one.claims)
	return found if len(found) <= MOST_LISTED else []


def currencies(scope: Scope, column: str) -> dict[Any, str | None]:
	"""The currency of each group's costs, that of its companies; None where there are several, which are never added up."""
	found = {}
	for key, companies in reports.companies(scope, column).items():
		known = {default_currency(company) for company in companies}
		found[key] = known.pop() if len(known) == 1 else None
	return found


def amount(value: float, currency: str | None) -> float | None:
	return None if currency is None else round(value, 2)


def money(label: str, fieldname: str) -> Column:
	"""A column of amounts in the row's currency."""
	column = {"fieldtype": "Currency", "options": "currency", "width": 120}
	return {"label": label, "fieldname": fieldname, **column}


def currency_column() -> Column:
	return {"label": _("Currency"), "fieldname": "currency", "fieldtype": "Data", "width": 90}


def message(told: str, currencies: Iterable[str | None]) -> str:
	"""What a reader has to know of the figures, line by line."""
	left_out = _("Costs in several currencies are not added up: choose a company to see them.")
	return "<br>".join([told, counted(), *([left_out] if None in currencies else [])])


def counted() -> str:
	"""Which claims and repairs count, for the reader."""
	return _(
		"Claims that were withdrawn or refused are not counted, nor are claims and repairs whose cause was not the product. Claims of the same fault of a unit on the same day count once."
	)


def early_months() -> int:
	return max(1, cint(core.settings().early_failure_months))


def alert_percent() -> float:
	return flt(core.settings().early_failure_percent)


def is_few(units: int) -> bool:
	"""Too few for their figures to say much."""
	return units < cint(core.settings().few_units)


def remark(units: int) -> str:
	return _("Few units") if is_few(units) else ""
