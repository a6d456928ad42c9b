from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesObjectiveExclusion(AftersalesRow):
	pass
