"""A site that has the rules of mainland China gets those that came later: compensation for fraud, and limitation."""

from aftersales_app.setup import warranty_seeds

RULES = ("CN-CPL-55", "CN-CPL-55-REPAIR", "CN-LIMITATION")


def execute() -> None:
	warranty_seeds.add(RULES)
