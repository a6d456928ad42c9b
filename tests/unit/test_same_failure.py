"""Which claims tell of the same failure."""

from datetime import date

import pytest

from aftersales_app.domain.same_failure import failure

DAY = date(2026, 6, 3)


@pytest.mark.parametrize(
	("unit", "on", "fault", "same"),
	[
		("UN-1", DAY, "Does not start", True),
		("UN-1", DAY, " does  not\nSTART ", True),
		("UN-1", DAY, "Ｄoes not start", True),
		("UN-1", DAY, "Leaks", False),
		("UN-1", date(2026, 6, 4), "Does not start", False),
		("UN-2", DAY, "Does not start", False),
	],
)
def test_the_same_failure(unit, on, fault, same):
	assert (failure(unit, on, fault) == failure("UN-1", DAY, "Does not start")) is same
