from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesFeedbackReason(AftersalesDocument):
	pass
