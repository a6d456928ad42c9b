"""Other claims of a unit, so that nobody enters a failure twice."""

from typing import Any

from frappe.utils import cstr, getdate

from aftersales_app.domain.claim_flow import CLOSED, EXECUTED, REFUSED, WITHDRAWN
from aftersales_app.domain.same_failure import failure
from aftersales_app.warranty.queries import claims

OVER = frozenset({REFUSED, EXECUTED, CLOSED, WITHDRAWN})


def of_unit(product: str, event_on: str, fault: str, claim: str = "") -> list[dict[str, Any]]:
	"""Those that the user may see, but `claim` itself: name, event_on, status, and whether it is the `same` failure. Of those that tell of
	another one only what is not over yet; what was withdrawn is left out."""
	told = failure(product, getdate(event_on), cstr(fault)) if event_on else None
	found = []
	for row in claims.of_unit(product, claim):
		same = failure(product, row.event_on, cstr(row.fault)) == told
		if same or row.status not in OVER:
			found.append({"name": row.name, "event_on": row.event_on, "status": row.status, "same": same})
	return sorted(found, key=lambda row: (not row["same"], row["name"]))
