from frappe.model.document import Document


class AftersalesClaimCost(Document):
	pass
