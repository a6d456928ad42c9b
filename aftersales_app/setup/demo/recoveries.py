"""What suppliers owe for their parts: demands of the claims that were carried out, in every state."""

from datetime import date, datetime, timedelta
from typing import Any

import frappe

from aftersales_app.setup.demo import acting
from aftersales_app.setup.demo.acting import QUALITY
from aftersales_app.warranty.services import recovery

RECOVERY = "Aftersales Supplier Recovery"
RECENT = timedelta(days=20)
# What the supplier accepts of the amount, by turns; None: not answered yet.
ANSWERS = (1.0, None, 0.5, 0.0, 1.0)


def make(claims: list[Any], now: datetime) -> None:
	"""Of what was carried out: the latest wait to be raised, every fourth of the others was never, and has lapsed."""
	names = []
	for claim in claims:
		if claim.executed_on and any(row.supplier for row in claim.amounts):
			with acting.acting(QUALITY, datetime.combine(claim.executed_on, now.time().replace(hour=9))):
				names += recovery.open_for(claim.name)
	for place, name in enumerate(names):
		demand = frappe.get_doc(RECOVERY, name)
		if place % 4 != 3 and demand.event_on < now.date() - RECENT:
			_raise(demand, ANSWERS[place % len(ANSWERS)], now)
	recovery.settle(now.date())


def _raise(demand: Any, accepted: float | None, now: datetime) -> None:
	if demand.status != "Open":
		return
	raised = min(now.date(), demand.event_on + timedelta(days=6), demand.due_on)
	with acting.acting(QUALITY, now):
		recovery.claim(demand, raised)
		_answered(demand, accepted, raised + timedelta(days=12))


def _answered(demand: Any, accepted: float | None, on: date) -> None:
	demand.reload()
	if demand.old_part_due:
		recovery.return_old_part(demand, on - timedelta(days=5))
		demand.reload()
	if accepted is not None:
		note = {1.0: "全额认可", 0.5: "只认可部件费用的一半", 0.0: "检测认为安装不当，拒绝"}[accepted]
		recovery.answer(demand, on, round(demand.amount * accepted, 2), note)
