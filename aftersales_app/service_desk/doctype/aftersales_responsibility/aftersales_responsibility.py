import frappe
from frappe import _

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_desk.services.flow import flow


class AftersalesResponsibility(AftersalesDocument):
	def validate(self):
		self.check_node()
		self.check_parts()
		self.check_roles()

	def check_node(self):
		if self.node not in flow().categories:
			frappe.throw(_("{0} is not a status of the ticket workflow.").format(frappe.bold(_(self.node))))
		same = {"node": self.node, "category": self.category or ("is", "not set"), "disabled": 0}
		if not self.disabled and frappe.db.exists(self.doctype, {**same, "name": ("!=", self.name or "")}):
			frappe.throw(
				_("There is a row for {0} and {1} already. Change that one.").format(
					_(self.node), self.category or _("every category")
				)
			)

	def check_parts(self):
		parts = [line.part for line in self.lines]
		if parts.count("Accountable") != 1:
			frappe.throw(
				_("Exactly one role is accountable at a node; there are {0}.").format(
					parts.count("Accountable")
				)
			)
		if "Responsible" not in parts:
			frappe.throw(_("At least one role must be responsible for doing the work."))

	def check_roles(self):
		seen = set()
		for line in self.lines:
			if (line.role, line.part) in seen:
				frappe.throw(_("Row {0}: {1} is {2} already.").format(line.idx, _(line.role), _(line.part)))
			seen.add((line.role, line.part))

	def on_update(self):
		reference.changed()

	def on_trash(self):
		reference.changed()
