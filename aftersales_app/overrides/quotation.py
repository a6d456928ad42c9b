"""Quotation: drafts that were made for a warranty claim."""

from typing import Any

from aftersales_app.warranty.services import claims


def on_trash(doc: Any, method: str | None = None) -> None:
	claims.forget_quotation(doc)
