from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesVisitPart(AftersalesRow):
	pass
