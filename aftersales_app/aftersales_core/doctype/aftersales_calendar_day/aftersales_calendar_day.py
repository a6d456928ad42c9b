from frappe.model.document import Document


class AftersalesCalendarDay(Document):
	pass
