from frappe.model.document import Document


class AftersalesClaimFact(Document):
	pass
