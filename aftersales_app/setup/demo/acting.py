"""People of the demo at work on a day of the year: what they do goes through the services and their permissions, in their name."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments
from aftersales_app.setup.demo import people
from aftersales_app.setup.demo.ledger import Ledger

MANAGER, QUALITY, BOOKING = (f"{name}@{people.DOMAIN}" for name in ("manager", "quality", "booking"))
SELLER = people.lead(people.HOTLINE).user  # the lead whom ERPNext lets make quotations


@contextmanager
def acting(user: str, at: datetime) -> Iterator[None]:
	"""`user` at work at a moment of the site's naive local time."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		with moments.standing_at(moments.to_utc(at)):
			yield
	finally:
		frappe.set_user(before)


def agent(team: str) -> str:
	"""Who enters what the customers of a team say."""
	return next(person.user for person in people.members(team) if person.role == people.AGENT)


def technician(team: str) -> str:
	"""Who carries out what was decided; the hotline has nobody but its agents."""
	found = [person.user for person in people.members(team) if person.role == people.TECHNICIAN]
	return found[0] if found else agent(team)


def note(book: Ledger, name: str, content: str) -> str:
	"""A paper that shows something; its address."""
	file = frappe.get_doc(doctype="File", file_name=name, content=content, is_private=1)
	file.insert(ignore_permissions=True)
	book.made.setdefault("File", []).append(file.name)
	return file.file_url


def backdate(doctype: str, name: str, first: datetime, last: datetime) -> None:
	"""Lists show when it was entered and last worked on in the demo's year."""
	stamps = {"creation": first, "modified": last}
	frappe.db.set_value(doctype, name, stamps, update_modified=False)


class Steps:
	"""The moments of one story: some hours or days after each other, never later than now."""

	def __init__(self, begin: datetime, now: datetime) -> None:
		self.begin, self.at, self.now = begin, begin, now

	def after(self, **time: float) -> datetime:
		self.at = min(self.now, self.at + timedelta(**time))
		return self.at

	def by(self, user: str, **time: float) -> Any:
		"""`with steps.by(somebody, days=2):` what they do then."""
		return acting(user, self.after(**time))
