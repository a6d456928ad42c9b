"""Answers that are on record, and problems that somebody proposes."""

from datetime import datetime

import frappe
from factories.goods import a_company
from factories.unique import unique

from aftersales_app.aftersales_core import moments, rows

FEEDBACK = "Aftersales Feedback"
STAMPS = ("name", "owner", "creation", "modified", "modified_by")
FIELDS = (
	*(*STAMPS, "company", "team", "category", "item_code", "given_at", "status", "counts"),
	*("overall", "verified_overall", "timeliness", "verified_timeliness"),
)


def make_answer(at: datetime, score: int, **facts: object) -> str:
	"""An answer of the first company with this overall score and timeliness, verified as it was given; its name."""
	now, name = moments.site_now(), unique("FB")
	row = {
		**{"name": name, "owner": "Guest", "modified_by": "Guest", "creation": now, "modified": now},
		**{"company": a_company(), "given_at": at, "status": "Valid", "counts": 1},
		**{"overall": score, "verified_overall": score, "timeliness": score, "verified_timeliness": score},
	}
	rows.append(FEEDBACK, FIELDS, [{**row, **facts}])
	return name


def new_problem(**fields: object) -> "frappe.model.document.Document":
	"""A problem of the first company as somebody enters it, not saved."""
	told = {
		"doctype": "Aftersales Problem",
		"company": a_company(),
		"subject": unique("Technicians come late"),
		"description": "Since the depot moved, the first visit of the day is late.",
	}
	return frappe.get_doc({**told, **fields})
