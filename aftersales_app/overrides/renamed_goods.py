"""Items, serial numbers, customers and companies that are renamed or merged: registered units are known by the first two, and
remember whose they were and who had sold them."""

from typing import Any

from aftersales_app.warranty.services import renaming


def after_item(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
	renaming.item_renamed(new)


def after_serial(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
	renaming.serial_renamed(doc.item_code, old, new)


def after_customer(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
	renaming.customer_renamed(old, new)


def after_company(doc: Any, method: str, old: str, new: str, merge: bool = False) -> None:
	renaming.company_renamed(old, new)
