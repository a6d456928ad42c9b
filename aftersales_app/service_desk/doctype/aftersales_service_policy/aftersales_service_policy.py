import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain.service_clock import CLOCKS
from aftersales_app.service_desk.services import policy_versions, whatif


class AftersalesServicePolicy(AftersalesDocument):
	def autoname(self):
		self.name = policy_versions.name_of(self)

	def validate(self):
		self.read_clocks()
		policy_versions.keep_lineage(self)
		policy_versions.check(self)
		self.check_dates()
		self.check_targets()
		self.check_levels()

	def read_clocks(self):
		"""A clock may be called by the name that people see, in English or in their language; its code is stored."""
		called = {name: clock for clock in CLOCKS for name in (_(clock), _(clock, "en"))}
		for row in (*self.targets, *self.levels):
			row.clock = called.get(row.clock, row.clock)

	def check_dates(self):
		if self.valid_from and self.valid_to and getdate(self.valid_to) < getdate(self.valid_from):
			frappe.throw(_("The policy ends before it begins."))

	def check_targets(self):
		if not self.targets:
			frappe.throw(_("A policy without a target promises nothing: add at least one."))
		clocks = [row.clock for row in self.targets]
		for row in self.targets:
			if (row.target or 0) <= 0:
				frappe.throw(
					_("Row {0}: the target of {1} must be longer than nothing.").format(row.idx, _(row.clock))
				)
			if clocks.count(row.clock) > 1:
				frappe.throw(_("{0} has more than one target.").format(_(row.clock)))

	def check_levels(self):
		seen, for_all = set(), {row.level for row in self.levels if not row.clock}
		for row in self.levels:
			if (row.clock or "", row.level) in seen:
				frappe.throw(_("Row {0}: level {1} exists already.").format(row.idx, row.level))
			if row.clock and row.level in for_all:
				frappe.throw(
					_(
						"Row {0}: level {1} is there for all clocks; a level for one clock needs another number."
					).format(row.idx, row.level)
				)
			seen.add((row.clock or "", row.level))
			if row.recipient == "User" and not row.user:
				frappe.throw(_("Row {0}: choose the user to tell.").format(row.idx))

	@frappe.whitelist()
	def publish(self):
		"""Put the policy in force for tickets from now on; promises already made do not move."""
		self.check_stored_permission()
		self.status = "Published"
		self.save()

	@frappe.whitelist()
	def new_version(self) -> str:
		"""A draft that will take this policy's place; its name."""
		self.check_stored_permission("create")
		return policy_versions.new_version(self)

	@frappe.whitelist()
	def try_on_past_tickets(self) -> str:
		"""Replay the last months' tickets under this policy; the name of the What-if that will show the answer."""
		self.check_stored_permission("read")
		return whatif.try_policy(self)

	@frappe.whitelist()
	def retire(self):
		"""No new ticket falls under it any more."""
		self.check_stored_permission()
		self.status = "Retired"
		self.save()

	def on_update(self):
		reference.changed()

	def on_trash(self):
		policy_versions.refuse_deleting(self)
		reference.changed()
