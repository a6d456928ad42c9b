from datetime import datetime

import pytest

from aftersales_app.domain.quiet_hours import after_quiet

HOUR = 3600
NIGHT, LUNCH, NEVER = (22 * HOUR, 7 * HOUR), (12 * HOUR, 13 * HOUR + 1800), (0, 0)


@pytest.mark.parametrize(
	("hours", "at", "told"),
	[
		(NIGHT, (2, 21, 59, 59), (2, 21, 59, 59)),
		(NIGHT, (2, 22, 0, 0), (3, 7, 0, 0)),
		(NIGHT, (2, 23, 59, 59), (3, 7, 0, 0)),
		(NIGHT, (2, 0, 0, 0), (2, 7, 0, 0)),
		(NIGHT, (2, 6, 59, 59), (2, 7, 0, 0)),
		(NIGHT, (2, 7, 0, 0), (2, 7, 0, 0)),
		(NIGHT, (31, 22, 30, 0), (1, 7, 0, 0)),
		(LUNCH, (2, 12, 0, 0), (2, 13, 30, 0)),
		(LUNCH, (2, 11, 59, 59), (2, 11, 59, 59)),
		(LUNCH, (2, 13, 30, 0), (2, 13, 30, 0)),
		(NEVER, (2, 0, 0, 0), (2, 0, 0, 0)),
	],
)
def test_what_falls_into_quiet_hours_waits_for_their_end(
	hours: tuple[int, int], at: tuple[int, ...], told: tuple[int, ...]
) -> None:
	month = 4 if told[0] < at[0] else 3
	assert after_quiet(datetime(2026, 3, *at), *hours) == datetime(2026, month, *told)
