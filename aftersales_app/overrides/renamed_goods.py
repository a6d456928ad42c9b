"""Items and serial numbers that are renamed or merged: registered units are known by both."""

from typing import Any

from aftersales_app.warranty.services import renaming


def after_item(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
	renaming.item_renamed(new)


def after_serial(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
	renaming.serial_renamed(doc.item_code, old, new)
