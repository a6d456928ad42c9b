from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesImportState(AftersalesRow):
	pass
