"""Quotation: those that were made for a warranty claim are what its customer consents to."""

from typing import Any

from aftersales_app.warranty.services import quotations


def on_submit(doc: Any, method: str | None = None) -> None:
	quotations.submitted(doc)


def on_update_after_submit(doc: Any, method: str | None = None) -> None:
	quotations.changed(doc)


def on_cancel(doc: Any, method: str | None = None) -> None:
	quotations.cancelled(doc)


def on_trash(doc: Any, method: str | None = None) -> None:
	quotations.deleted(doc)
