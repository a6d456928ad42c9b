import frappe
from frappe import _
from frappe.utils import getdate

from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_desk.services import crews, import_sources, whatif


class AftersalesWhatif(AftersalesDocument):
	def validate(self):
		self.check_question()
		self.check_period()
		self.check_companies()
		self.check_file()
		crews.check(self)
		whatif.keep_results(self)

	def check_question(self):
		if not (self.policy or self.calendar or self.staffing):
			frappe.throw(_("Nothing is tried yet: choose a draft policy, another calendar, or staffing."))
		if self.replaces and not self.policy:
			frappe.throw(_("Choose the draft policy that would take the place of {0}.").format(self.replaces))

	def check_period(self):
		if getdate(self.to_date) < getdate(self.from_date):
			frappe.throw(_("The period ends before it begins."))

	def check_companies(self):
		for field in filter(self.get, ("policy", "replaces")):
			company = frappe.get_cached_value("Aftersales Service Policy", self.get(field), "company")
			if company and company != self.company:
				frappe.throw(_("Policy {0} is one of {1}.").format(self.get(field), company))
		if self.team and frappe.get_cached_value("Aftersales Team", self.team, "company") != self.company:
			frappe.throw(_("Team {0} is not a team of {1}.").format(self.team, self.company))

	def check_file(self):
		if self.file and self.has_value_changed("file"):
			import_sources.path_of(self.file)

	def apply_fieldlevel_read_permissions(self):
		super().apply_fieldlevel_read_permissions()
		whatif.leave_out_unseen(self)

	def before_print(self, settings=None):
		whatif.leave_out_unseen(self)

	@frappe.whitelist()
	def run(self):
		"""Replay the tickets; the answer comes into this document."""
		self.check_stored_permission()
		whatif.request(self)
