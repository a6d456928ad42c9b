from frappe.model.document import Document

from aftersales_app.aftersales_core import messages, reference, services


class AftersalesCalendar(Document):
	def validate(self):
		with messages.translated():
			services.calendar_spec(self)

	def on_update(self):
		reference.changed()

	def on_trash(self):
		reference.changed()
