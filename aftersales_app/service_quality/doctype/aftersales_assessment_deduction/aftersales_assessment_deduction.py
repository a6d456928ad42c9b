from aftersales_app.aftersales_core.document import AftersalesRow


class AftersalesAssessmentDeduction(AftersalesRow):
	pass
