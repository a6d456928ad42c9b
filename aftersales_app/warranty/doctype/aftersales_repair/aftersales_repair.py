from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesRepair(AftersalesDocument):
	pass
