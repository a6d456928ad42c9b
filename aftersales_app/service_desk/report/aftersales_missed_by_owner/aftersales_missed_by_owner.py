"""Who had the ticket when a promise was missed. Exempted ones are shown apart and taken out of the rest."""

from collections import Counter
from typing import Any

from frappe import _

from aftersales_app.domain.service_clock import CLOCKS
from aftersales_app.service_desk.queries import picture, reports
from aftersales_app.service_desk.queries.reports import Scope
from aftersales_app.service_desk.report import common
from aftersales_app.service_desk.report.aftersales_clock_attainment.aftersales_clock_attainment import LABELS


def execute(filters: common.Filters | None = None) -> tuple:
	rows = _rows(count(common.scope(filters or {})))
	return _columns(), rows, None, _chart(rows)


def count(scope: Scope) -> Counter[tuple[str | None, str]]:
	"""(user, clock or "exempted") -> missed clocks of tickets opened in the period. Nobody: it lay in a queue."""
	counts: Counter[tuple[str | None, str]] = Counter()
	for *owners, tickets in reports.missed_by(scope):
		for clock, user in zip(CLOCKS, owners, strict=True):
			if user:
				counts[user, clock] += tickets
	for clock, number in zip(CLOCKS, reports.missed(scope), strict=True):
		counts[None, clock] = number - sum(
			counts[user, clock] for user, other in list(counts) if user and other == clock
		)
	for _clock, user, number in reports.exempted_by(scope):
		counts[user, "exempted"] += number
	return counts


def _rows(counts: Counter[tuple[str | None, str]]) -> list[dict[str, Any]]:
	rows = []
	users = {user for (user, _clock), number in counts.items() if number}
	names = picture.full_names(users - {None})
	for user in users:
		missed = {clock: counts[user, clock] for clock in CLOCKS}
		total = sum(missed.values())
		exempted = counts[user, "exempted"]
		name = names.get(user, user) if user else _("In a Queue")
		own = {"user": user, "full_name": name, **missed}
		rows.append({**own, "total": total, "exempted": exempted, "adjusted": total - exempted})
	return sorted(rows, key=lambda row: (-row["total"], row["user"] or ""))


def _columns() -> list[common.Column]:
	return [
		{"label": _("Owner at That Moment"), "fieldname": "full_name", "fieldtype": "Data", "width": 180},
		{"label": _("User"), "fieldname": "user", "fieldtype": "Link", "options": "User", "width": 200},
		*(
			common.number(_(LABELS[clock]), clock, width=125, drill={f"{clock}_missed_by": "{user}"})
			for clock in CLOCKS
		),
		common.number(_("Missed"), "total"),
		common.number(_("Exempted"), "exempted"),
		common.number(_("Adjusted"), "adjusted"),
	]


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
	shown = rows[:12]
	drawn = [(_(LABELS[clock]), [row[clock] for row in shown]) for clock in CLOCKS]
	return common.bars([row["full_name"] for row in shown], drawn, barOptions={"stacked": 1})
