"""Who imports tickets may read ERPNext's issues and warranty claims: what a new site is given when the app is installed."""

from aftersales_app.setup import access


def execute() -> None:
	access.grant(("Issue", "Warranty Claim"))
