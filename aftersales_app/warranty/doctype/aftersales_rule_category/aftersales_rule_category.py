from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesRuleCategory(AftersalesDocument):
	pass
