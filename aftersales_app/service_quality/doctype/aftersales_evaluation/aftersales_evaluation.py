import frappe
from frappe import _

from aftersales_app.aftersales_core import messages
from aftersales_app.aftersales_core.document import AftersalesDocument
from aftersales_app.service_quality.services import evaluation_story, evaluations


class AftersalesEvaluation(AftersalesDocument):
	def validate(self):
		with messages.translated():
			if self.is_new():
				evaluations.enter(self)
			elif not self.flags.by_step:
				evaluations.keep(self, self.get_doc_before_save())

	def after_insert(self):
		evaluations.entered(self)

	def on_trash(self):
		frappe.throw(_("Evaluations are part of the service archive and are not deleted."))

	@property
	def story(self):
		"""What prints tell beside the figures."""
		return evaluation_story.told(self)

	def signed(self, user):
		"""A person as prints call them."""
		return evaluation_story.signed(user)


def on_doctype_update():
	"""A period of a company is evaluated once; what is late, and which record gave the occasion."""
	frappe.db.add_index("Aftersales Evaluation", ["company", "kind", "first_day"])
	frappe.db.add_index("Aftersales Evaluation", ["kind", "status", "due_on"])
