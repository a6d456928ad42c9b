"""The coverage of a unit as its form draws it."""

from typing import Any

from aftersales_app.aftersales_core import moments
from aftersales_app.domain.coverage_run import Segment
from aftersales_app.domain.coverage_terms import Term
from aftersales_app.warranty.services import coverage


def drawing(product: Any) -> dict[str, Any]:
	"""Bands in the order of parts and days, today, repairs, changes and owners' days; with today's answer in sentences."""
	told = coverage.reckon(product)
	found, unit = told.timeline, told.unit
	today = moments.site_today()
	cover = found.covered_on(today)
	return {
		"today": today,
		"cover": coverage.told(cover),
		"status": product.status,
		"bands": [_band(segment, told.terms[segment.term]) for segment in found.segments],
		"repairs": [{"first": first, "last": last} for first, last in unit.repairs],
		"changes": [{"day": change.day, "kind": change.kind, "part": change.part} for change in unit.changes],
		"owners": [row.owned_from for row in product.owners if row.owned_from and not row.void],
		"notes": [coverage.sentence(reason) for reason in (*found.missing, *found.notes)],
	}


def _band(segment: Segment, term: Term) -> dict[str, Any]:
	return {
		"part": segment.part,
		"kind": segment.kind,
		"term": segment.term,
		"citation": term.citation,
		"first": segment.first,
		"until": segment.until,
		"not_for": sorted(segment.not_for),
		"why": [coverage.sentence(reason) for reason in segment.why],
	}
