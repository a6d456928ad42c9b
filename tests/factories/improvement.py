"""Problems that somebody proposes, and low answers that show them."""

from datetime import datetime

import frappe
from factories.answers import answer
from factories.goods import a_company
from factories.unique import unique


def make_answer(at: datetime, score: int, **facts: object) -> str:
	"""An answer with this overall score and timeliness, verified as it was given; its name."""
	return answer(at, score, timeliness=score, verified_timeliness=score, **facts)


def new_problem(**fields: object) -> "frappe.model.document.Document":
	"""A problem of the first company as somebody enters it, not saved."""
	told = {
		"doctype": "Aftersales Problem",
		"company": a_company(),
		"subject": unique("Technicians come late"),
		"description": "Since the depot moved, the first visit of the day is late.",
	}
	return frappe.get_doc({**told, **fields})
