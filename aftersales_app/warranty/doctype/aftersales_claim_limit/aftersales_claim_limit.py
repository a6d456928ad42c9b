from frappe.model.document import Document


class AftersalesClaimLimit(Document):
	pass
