"""Reads about what people can do."""

import frappe


def known() -> list[str]:
	"""Every skill that some team member has, sorted."""
	held = frappe.get_all(
		"Aftersales Team Member",
		filters={"parenttype": "Aftersales Team", "skills": ("is", "set")},
		pluck="skills",
	)
	return sorted({skill.strip() for skills in held for skill in skills.split(",") if skill.strip()})
