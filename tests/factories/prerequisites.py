"""What a test needs of the machine. Where everything is to run, a test that cannot fails; elsewhere it is skipped with its reason."""

import os
from typing import NoReturn

import pytest

# CI is what build servers set, the other what `make test` sets.
COMPLETE = ("CI", "AFTERSALES_COMPLETE")


def is_complete() -> bool:
	"""Is this a run that must leave nothing out?"""
	return any(os.environ.get(name, "").lower() not in ("", "0", "false") for name in COMPLETE)


def unavailable(reason: str) -> NoReturn:
	"""Give up this test: what it needs is not there."""
	if is_complete():
		pytest.fail(f"{reason} (nothing may be left out in this run)", pytrace=False)
	pytest.skip(reason)


def not_of_the_checkout(what: str) -> NoReturn:
	"""Give up this test: it reads data that no clone brings along."""
	pytest.skip(f"{what} does not come with the checkout: name its folder in AFTERSALES_SHARED_DATA")
