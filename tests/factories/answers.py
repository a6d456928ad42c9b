"""Answers of customers as they stand in the table, of any moment and score."""

from factories.goods import a_company
from factories.unique import unique

from aftersales_app.aftersales_core import moments, rows

FEEDBACK = "Aftersales Feedback"
FIELDS = (
	*("name", "owner", "creation", "modified", "modified_by", "company", "team", "category", "item_code"),
	*("region", "rated", "verified_by"),
	*(
		"given_at",
		"overall",
		"verified_overall",
		"counts",
		"status",
		"words",
		"timeliness",
		"verified_timeliness",
	),
	"record_timeliness",
)


def answer(at, score, verified=None, counts=1, **facts):
	now = moments.site_now()
	name = unique("FB")
	stamps = {"owner": "Guest", "modified_by": "Guest", "creation": now, "modified": now}
	row = {"overall": score, "verified_overall": score if verified is None else verified, "counts": counts}
	rows.append(
		FEEDBACK,
		FIELDS,
		[{"name": name, **stamps, "company": a_company(), "given_at": at, "status": "Valid", **row, **facts}],
	)
	return name


def many(at, scores, **facts):
	for score in scores:
		answer(at, score, **facts)
