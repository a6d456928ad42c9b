"""Sites that have the app get the goods categories and statutory rules once: what a new site is given when the app is
installed."""

from aftersales_app.setup import access, warranty_seeds


def execute() -> None:
	access.grant(("Item", "Item Group", "Brand"))
	warranty_seeds.seed()
