from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesCallScriptStep(AftersalesRow):
	pass
