from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesWhatifLevel(AftersalesRow):
	pass
