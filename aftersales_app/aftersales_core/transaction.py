"""What a transaction need not ask twice. Forgotten when it ends, and when a part of it is undone.

InnoDB shows a transaction the rows of others as they were when it began (REPEATABLE READ): an answer that the transaction's
own writes have not changed would be given again.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import frappe

T = TypeVar("T")


def remembered(name: str, build: Callable[[], T]) -> T:
	"""`build()`, once in this transaction. Whoever changes what it was built from calls `forget` or keeps it true."""
	memory = _memory()
	if memory is None:
		memory = frappe.local.aftersales_transaction = {}
		frappe.db.after_commit.add(forget)
		frappe.db.after_rollback.add(forget)
	if name not in memory:
		memory[name] = build()
	return memory[name]


def forget(name: str | None = None) -> None:
	"""Forget one answer, or all."""
	if name is None:
		frappe.local.aftersales_transaction = None
	elif memory := _memory():
		memory.pop(name, None)


def _memory() -> dict[str, Any] | None:
	return getattr(frappe.local, "aftersales_transaction", None)
