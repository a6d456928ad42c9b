"""Work on many records of which a bad one must not hold up the others."""

from collections.abc import Callable
from typing import Any

import frappe

SAVEPOINT = "attempt"


def attempt(title: str, work: Callable[..., Any], *args: Any) -> bool:
	"""Do `work(*args)` whole or not at all; whether it worked. What went wrong is undone and logged under `title`.

	Attempts do not nest: each puts its savepoint in the place of the one before. Raises QueryDeadlockError: the database has
	undone the whole transaction by then.
	"""
	frappe.db.savepoint(SAVEPOINT)
	try:
		work(*args)
	except frappe.QueryDeadlockError:
		raise
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.log_error(title)
		return False
	return True
