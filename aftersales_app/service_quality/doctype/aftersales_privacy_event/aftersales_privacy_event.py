from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesPrivacyEvent(AftersalesRow):
	pass
