"""Quiet hours: what would disturb people at night waits for the morning."""

from datetime import datetime, time, timedelta


def after_quiet(at: datetime, start: int, end: int) -> datetime:
	"""`at`, or the end of the quiet hours that it falls into.

	`at` is a wall-clock moment, `start` and `end` are seconds from midnight; the end itself is no longer quiet. Hours
	may go past midnight (22:00 to 07:00); a start that is the end means that no hour is quiet.
	"""
	second = at.hour * 3600 + at.minute * 60 + at.second
	overnight = start > end
	if overnight:
		quiet = second >= start or second < end
	else:
		quiet = start <= second < end
	if not quiet:
		return at
	morning = at.date() + timedelta(days=int(overnight and second >= start))
	return datetime.combine(morning, time(), at.tzinfo) + timedelta(seconds=end)
