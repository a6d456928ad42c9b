"""Links of a ticket that Frappe need not look up: what they name is reference data, compiled in this process, or a customer
who is in the cache.

Frappe reads the meta of every linked DocType and asks the database for every name. That is a fifth of a REST request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aftersales_app.integrations import erpnext
from aftersales_app.permissions import companies_by_team
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services.flow import flow


@contextmanager
def without_known(ticket: Any) -> Iterator[None]:
	"""The ticket as if its known links were empty. One that is written differently, in case or with spaces, is not known:
	Frappe finds it and puts it right."""
	teams = companies_by_team()
	names = {
		"status": flow().categories,
		"category": queries.categories(),
		"team": teams,
		"company": set(teams.values()),
	}
	held = {field: ticket.get(field) for field, known in names.items() if ticket.get(field) in known}
	if ticket.customer and erpnext.is_customer(ticket.customer):
		held["customer"] = ticket.customer
	ticket.__dict__.update(dict.fromkeys(held))
	try:
		yield
	finally:
		ticket.__dict__.update(held)
