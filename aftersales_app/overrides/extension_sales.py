"""Sales Invoice: what sells an extended warranty, and the credit note that takes one back."""

from typing import Any

from aftersales_app.warranty.services import extensions


def on_submit(doc: Any, method: str | None = None) -> None:
	extensions.from_invoice(doc)


def on_cancel(doc: Any, method: str | None = None) -> None:
	extensions.invoice_cancelled(doc)


def on_trash(doc: Any, method: str | None = None) -> None:
	extensions.forget_credit_note(doc)
