"""Work on many records of which a bad one must not hold up the others."""

from collections.abc import Callable
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments, transaction

SAVEPOINT = "attempt"
DAY = 24 * 3600


def attempt(title: str, work: Callable[..., Any], *args: Any) -> bool:
	"""Do `work(*args)` whole or not at all; whether it worked. What went wrong is undone and logged under `title`,
	once a day: what fails at every turn would fill the log.

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
		transaction.forget()
		_log(title)
		return False
	return True


def _log(title: str) -> None:
	key = f"aftersales:failed:{moments.site_today()}:{title}"
	if not frappe.cache.get_value(key, expires=True):
		frappe.log_error(title)
		frappe.db.after_commit.add(lambda: frappe.cache.set_value(key, 1, expires_in_sec=DAY))
