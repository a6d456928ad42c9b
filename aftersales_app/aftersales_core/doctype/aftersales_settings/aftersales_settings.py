from frappe import _, throw

from aftersales_app.aftersales_core import reference
from aftersales_app.aftersales_core.document import AftersalesDocument


class AftersalesSettings(AftersalesDocument):
	def validate(self):
		for field in ("auto_close_days", "reopen_window_days", "follow_up_days"):
			if (self.get(field) or 0) < 0:
				throw(_("{0} cannot be negative.").format(_(self.meta.get_label(field))))

	def on_update(self):
		reference.changed()
