from frappe.model.document import Document


class AftersalesCalendar(Document):
	pass
