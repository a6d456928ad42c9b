import frappe
from frappe import _
from frappe.utils import get_fullname

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesTeam(AftersalesDocument):
	def validate(self):
		users = [member.user for member in self.members]
		twice = sorted({user for user in users if users.count(user) > 1})
		if twice:
			frappe.throw(_("Listed more than once as a member: {0}").format(", ".join(twice)))
		for member in self.members:
			member.full_name = get_fullname(member.user)
			if (member.capacity or 0) < 0:
				frappe.throw(_("Row {0}: the number of open tickets cannot be negative.").format(member.idx))

	def on_update(self):
		reference.changed()

	def on_trash(self):
		reference.changed()
