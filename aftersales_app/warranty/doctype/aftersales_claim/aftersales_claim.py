from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesClaim(AftersalesDocument):
	pass
