from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.aftersales_core import calendar_seeds, messages, moments, reference, services
from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesCalendar(AftersalesDocument):
	def validate(self):
		self.tidy_days()
		self.refuse_days_off_and_on()
		self.refuse_make_up_days_without_hours()
		self.refuse_overlaps()
		with messages.translated():
			services.calendar_spec(self)

	def tidy_days(self):
		"""Frappe fills empty times of a new row with the present hour: only special hours have any."""
		for row in self.days:
			if row.kind != "Special Hours":
				row.from_time = row.to_time = None
			row.follows_weekday = (row.follows_weekday or "Monday") if row.kind == "Make-up Workday" else None

	def refuse_days_off_and_on(self):
		kinds: dict[date, set[str]] = {}
		for row in self.days:
			kinds.setdefault(getdate(row.day), set()).add(row.kind)
		for day, found in kinds.items():
			if "Holiday" in found and len(found) > 1:
				frappe.throw(
					_(
						"{0} is listed as a holiday and as a day with working hours. Keep one of the two."
					).format(frappe.format(day, "Date"))
				)

	def refuse_make_up_days_without_hours(self):
		worked = set() if self.always_open else {row.weekday for row in self.windows}
		for row in self.days:
			if row.kind == "Make-up Workday" and worked and row.follows_weekday not in worked:
				frappe.throw(
					_(
						"{0} has the hours of {1}, on which nobody works. Choose another weekday, or enter its own times as special hours."
					).format(frappe.format(row.day, "Date"), _(row.follows_weekday))
				)

	def refuse_overlaps(self):
		"""Before the domain does, which knows hours and no rows."""
		overlap = None if self.always_open else services.overlapping_rows(self)
		if overlap:
			day, (first, second) = overlap
			frappe.throw(
				_("{0}: the hours of rows {1} and {2} overlap. Each hour may be in one window only.").format(
					day, first, second
				)
			)

	def on_update(self):
		reference.changed()

	def on_trash(self):
		reference.changed()

	def after_rename(self, old, new, merge=False):
		reference.changed()

	@frappe.whitelist()
	def fill_in(self, country: str, year: int) -> str:
		"""Fill in a country's public holidays and make-up workdays of a year, and save."""
		self.check_stored_permission()
		added = calendar_seeds.fill(self, country, [int(year)])
		self.save()
		return _("{0} days of {1} filled in.").format(added, year)

	@frappe.whitelist()
	def next_days(self, days: int = 30) -> list[dict]:
		"""Working hours of the coming days as this calendar (saved or not) has them."""
		self.check_permission("read")
		with messages.translated():
			return services.preview(self, moments.now(), min(int(days), 92))
