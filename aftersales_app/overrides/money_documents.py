"""Stock Entry and Sales Invoice: drafts that were made for a visit."""

from typing import Any

from aftersales_app.service_desk.services import visits


def on_trash(doc: Any, method: str | None = None) -> None:
	visits.forget_document(doc)
