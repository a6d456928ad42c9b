import frappe
from frappe import _
from frappe.model.document import Document

from aftersales_app.aftersales_core import calendar_seeds, messages, moments, reference, services


class AftersalesCalendar(Document):
	def validate(self):
		self.tidy_days()
		with messages.translated():
			services.calendar_spec(self)

	def tidy_days(self):
		"""Frappe fills empty times of a new row with the present hour: only special hours have any."""
		for row in self.days:
			if row.kind != "Special Hours":
				row.from_time = row.to_time = None
			row.follows_weekday = (row.follows_weekday or "Monday") if row.kind == "Make-up Workday" else None

	def on_update(self):
		reference.changed()

	def on_trash(self):
		reference.changed()

	@frappe.whitelist()
	def fill_in(self, country: str, year: int) -> str:
		"""Fill in a country's public holidays and make-up workdays of a year, and save."""
		self.check_permission("write")
		self.load_from_db()
		added = calendar_seeds.fill(self, country, [int(year)])
		self.save()
		return _("{0} days of {1} filled in.").format(added, year)

	@frappe.whitelist()
	def next_days(self, days: int = 30) -> list[dict]:
		"""Working hours of the coming days as this calendar (saved or not) has them."""
		self.check_permission("read")
		with messages.translated():
			return services.preview(self, moments.now(), min(int(days), 92))
