from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesRuleExclusion(AftersalesRow):
	pass
