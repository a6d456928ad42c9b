"""Cover that was bought beyond what law and contract give."""

from aftersales_app.domain.coverage_terms import Term


def terms_for(product: str) -> tuple[Term, ...]:
	"""The terms of the extensions that are active for a unit."""
	return ()
