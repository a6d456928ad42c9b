"""The calendar that the hand-worked examples use: a Shanghai office, and its autumn of 2025."""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from aftersales_app.domain.working_time import ALWAYS, CalendarSpec, Window, WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = 3600
DAY_HOURS = ((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR))
WEEK = tuple(Window(weekday, start, end) for weekday in range(5) for start, end in DAY_HOURS)
# National Day and Mid-Autumn 2025: 1 to 8 October off, Sunday 28 September and Saturday 11 October worked.
AUTUMN_2025 = {
	**{date(2025, 10, day): () for day in range(1, 9)},
	date(2025, 9, 28): DAY_HOURS,
	date(2025, 10, 11): DAY_HOURS,
}
OFFICE = WorkingCalendar(CalendarSpec("Asia/Shanghai", WEEK, AUTUMN_2025))
ROUND_THE_CLOCK = WorkingCalendar(ALWAYS)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
	"""A local time such as "09-22 11:30" (of 2025) or "2024-02-29 09:00:30", as a UTC moment."""
	text = text if text[4:5] == "-" else f"2025-{text}"
	return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
