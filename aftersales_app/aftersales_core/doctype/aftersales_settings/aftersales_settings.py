from fractions import Fraction

from frappe import _, throw
from frappe.utils import flt

from aftersales_app.aftersales_core import messages, moments, reference, thresholds
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.domain import department_score

SHARES = (
	*("extension_fee_percent", "extension_least_percent", "early_failure_percent"),
	*thresholds.COMPLETE,
)
NOT_NEGATIVE = (
	*("auto_close_days", "reopen_window_days", "follow_up_days"),
	*("extension_full_refund_days", "supplier_recovery_days", "recovery_reminder_days", "old_part_days"),
	*("early_failure_months", "few_units"),
	*(*thresholds.LATE, *thresholds.AGAIN, thresholds.IN_VAIN),
)


class AftersalesSettings(AftersalesDocument):
	def validate(self):
		for field in NOT_NEGATIVE:
			if (self.get(field) or 0) < 0:
				throw(_("{0} cannot be negative.").format(_(self.meta.get_label(field))))
		for field in SHARES:
			if not 0 <= (self.get(field) or 0) <= 100:
				throw(
					_("{0} is a share: enter a number from 0 to 100.").format(_(self.meta.get_label(field)))
				)

		for field in ("quiet_from", "quiet_to"):
			if not 0 <= moments.seconds_of_day(self.get(field)) <= moments.DAY:
				throw(
					_("{0}: enter a time of day from 00:00 to 24:00.").format(_(self.meta.get_label(field)))
				)

		with messages.translated():
			thresholds.of(self.as_dict())
		self.check_weights()

	def check_weights(self):
		names = [row.component for row in self.performance_weights]
		with messages.translated():
			if names:
				weights = [Fraction(str(flt(row.weight))) for row in self.performance_weights]
				department_score.check_weights(weights)
			department_score.check_names(names)

	def on_update(self):
		reference.changed()
