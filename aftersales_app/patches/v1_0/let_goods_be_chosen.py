"""Items and suppliers can be chosen by those who enter extended warranties and demands on suppliers."""

from aftersales_app.setup import access


def execute() -> None:
	access.grant(("Item", "Supplier"))
