"""Delivery Note and Sales Invoice: what is sold, returned or cancelled is told to the registered units."""

from typing import Any

from aftersales_app.warranty.services import units


def on_submit(doc: Any, method: str | None = None) -> None:
	units.from_sale(doc)


def on_cancel(doc: Any, method: str | None = None) -> None:
	units.from_cancelled(doc)


def on_trash(doc: Any, method: str | None = None) -> None:
	units.forget(doc)
