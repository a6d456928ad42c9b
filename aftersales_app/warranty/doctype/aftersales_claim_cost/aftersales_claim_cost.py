from aftersales_app.aftersales_core.document import AftersalesRow
from aftersales_app.warranty.services import recovery


class AftersalesClaimCost(AftersalesRow):
	@property
	def old_part_returned(self):
		"""As the demand on its supplier says: there it is entered."""
		return int(recovery.old_part_is_back(self))
