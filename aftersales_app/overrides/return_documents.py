"""Sales Invoice and Delivery Note: drafts that were made for a return."""

from typing import Any

from aftersales_app.warranty.services import returns


def on_trash(doc: Any, method: str | None = None) -> None:
	returns.forget_document(doc)
