"""By what the record is scored: the site's thresholds, as its settings have them."""

from collections.abc import Mapping
from typing import Any

from frappe.utils import cint, flt

from aftersales_app.domain.scoring import USUAL, Thresholds

LATE = ("late_hours_5", "late_hours_4", "late_hours_3", "late_hours_2")
AGAIN = ("again_4", "again_3")
COMPLETE = ("complete_5", "complete_4", "complete_3", "complete_2")
IN_VAIN = "in_vain_1"
FIELDS = (*LATE, *AGAIN, IN_VAIN, *COMPLETE)


def of(settings: Mapping[str, Any]) -> Thresholds:
	"""The thresholds of these settings; a group that is left empty altogether is the usual one. Raises DomainError
	`thresholds_not_rising`, `thresholds_not_falling`."""
	late, complete = ([flt(settings.get(field)) for field in group] for group in (LATE, COMPLETE))
	again = [cint(settings.get(field)) for field in AGAIN]
	return Thresholds(
		late=tuple(late) if any(late) else USUAL.late,
		again=(0, *again) if any(again) else USUAL.again,
		in_vain=cint(settings.get(IN_VAIN)) or USUAL.in_vain,
		complete=tuple(complete) if any(complete) else USUAL.complete,
	)
