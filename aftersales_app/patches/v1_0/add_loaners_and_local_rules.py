"""A site that has the rules of a country gets those that came later: a loaner for a car of which only the day of sending in is told,
Beijing's three months of a form contract, and in the European Union the year that a repair adds."""

from aftersales_app.setup import warranty_seeds

RULES = ("CN-CAR-LOANER-OPEN", "CN-BJ-3M", "EU-CONFORMITY-REPAIRED", "EU-CONFORMITY-REPAIRED-FAILED")


def execute() -> None:
	warranty_seeds.add(RULES)
