"""Rules of the category tree."""

from difflib import get_close_matches
from typing import Any

import frappe
from frappe import _

from aftersales_app.service_desk.queries import skills


def check_skill(category: Any) -> None:
	"""A skill that no team member has keeps every ticket of the category in the queue: refused, with the likely spelling."""
	category.required_skill = (category.required_skill or "").strip()
	skill = category.required_skill
	if not skill or not category.has_value_changed("required_skill"):
		return
	known = skills.known()
	if skill in known:
		return
	close = get_close_matches(skill, known, n=1, cutoff=0.5)
	hint = _("Did you mean {0}?").format(frappe.bold(close[0])) if close else ""
	frappe.throw(
		" ".join(
			part
			for part in (
				_("No team member has the skill {0}.").format(frappe.bold(skill)),
				hint or _("Enter it with the members who have it first, in their team."),
			)
			if part
		)
	)
