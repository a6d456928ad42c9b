from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_quality.services import call_scripts


class AftersalesCallScript(AftersalesDocument):
	def validate(self):
		call_scripts.change(self)
