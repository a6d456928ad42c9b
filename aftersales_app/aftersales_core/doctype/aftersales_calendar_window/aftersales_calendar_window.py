from frappe.model.document import Document


class AftersalesCalendarWindow(Document):
	pass
