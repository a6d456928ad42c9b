"""How much open work people have: asked once in a transaction, and kept true while it takes in tickets."""

from collections.abc import Iterable
from datetime import datetime

from aftersales_app.aftersales_core import transaction
from aftersales_app.service_desk import queries

Load = tuple[int, datetime | None]
NAME = "loads"
NONE: Load = (0, None)


def of(users: Iterable[str]) -> dict[str, Load]:
	"""Open tickets of each user, and the moment of the last assignment among them."""
	users = list(users)
	known = _known()
	unknown = [user for user in users if user not in known]
	if unknown:
		known.update(dict.fromkeys(unknown, NONE) | queries.loads(unknown))
	return {user: known[user] for user in users}


def add(user: str, at: datetime) -> None:
	"""`user` got a new ticket at `at`, and its row is written."""
	known = _known()
	if user in known:
		count, last = known[user]
		known[user] = (count + 1, max(last, at) if last else at)


def forget() -> None:
	"""A ticket changed hands or stage."""
	transaction.forget(NAME)


def _known() -> dict[str, Load]:
	return transaction.remembered(NAME, dict)
