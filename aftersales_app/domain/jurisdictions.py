"""Whose law speaks of goods that were sold in a country: its own, and that of the union it belongs to."""

# ISO 3166; the Union's own code for the Kingdom is no ISO country.
MEMBERS = frozenset(
	"AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)


def jurisdictions_of(country: str) -> tuple[str, ...]:
	"""The codes under which rules for such a country are filed, its own first."""
	if country == "GB":
		return country, "UK"
	return (country, "EU") if country in MEMBERS else (country,)
