import frappe
from frappe import _
from frappe.model.document import Document

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core.document import check_stored_permission
from aftersales_app.service_desk.services import import_sources, imports


class AftersalesImport(Document):
	def validate(self):
		self.check_source_system()
		self.check_team()
		self.check_file()
		self.check_mapping()
		imports.keep_results(self)

	def check_source_system(self):
		self.source_system = (self.source_system or "").strip()
		if self.is_new() and self.source != import_sources.CSV and self.source_system == "CSV":
			self.source_system = "ERPNext"  # a file may bring the same numbers
		if ":" in self.source_system:
			frappe.throw(_("The name of the source system must not contain a colon."))

	def check_team(self):
		if self.team and frappe.get_cached_value("Aftersales Team", self.team, "company") != self.company:
			frappe.throw(_("Team {0} is not a team of {1}.").format(self.team, self.company))

	def check_file(self):
		if self.file and self.has_value_changed("file"):
			import_sources.path_of(self.file)

	def check_mapping(self):
		with messages.translated():
			import_sources.mapping_of(self)

	@frappe.whitelist()
	def check(self):
		"""See what would come of the import; nothing is written."""
		check_stored_permission(self)
		imports.request_check(self)

	@frappe.whitelist()
	def bring_in(self):
		"""Bring in what is not here yet."""
		check_stored_permission(self)
		imports.request_import(self)
