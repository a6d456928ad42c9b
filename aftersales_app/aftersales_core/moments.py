"""Where the site's naive local datetimes meet the domain's aware UTC moments. Whole seconds on both sides."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import get_datetime, get_system_timezone, get_time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 24 * 3600  # seconds
_CLOCK = re.compile(r"(-?)(\d+):(\d+)(?::(\d+)(?:\.\d*)?)?")


def now() -> datetime:
	"""The present moment, aware, UTC; inside `standing_at` that one."""
	stands = getattr(frappe.local, "aftersales_moment", None)
	return stands or datetime.now(timezone.utc).replace(microsecond=0)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
	"""The clock of this process stands at an aware moment of the past: for the demo, whose year went by already."""
	before = getattr(frappe.local, "aftersales_moment", None)
	frappe.local.aftersales_moment = moment.astimezone(timezone.utc).replace(microsecond=0)
	try:
		yield
	finally:
		frappe.local.aftersales_moment = before


def to_utc(value: datetime | str | None) -> datetime | None:
	"""A stored datetime (the site's time zone, naive) as an aware moment."""
	if not value:
		return None
	local = value if isinstance(value, datetime) else get_datetime(value)
	return local.replace(microsecond=0, tzinfo=site_zone()).astimezone(timezone.utc)


def to_site(moment: datetime | None) -> datetime | None:
	"""An aware moment as the site stores it."""
	return moment.astimezone(site_zone()).replace(tzinfo=None) if moment else None


def site_now() -> datetime:
	"""The present moment as the site stores it."""
	return to_site(now())


def site_today() -> date:
	return site_now().date()


def seconds_of_day(value: time | timedelta | str | None) -> int:
	"""A stored time of day as seconds from midnight; nothing entered is midnight. A column of the database holds times
	before midnight and after the next one, too: those are what they say, not what `get_time` makes of them."""
	if not value:
		return 0
	if isinstance(value, str) and (entered := _CLOCK.fullmatch(value.strip())):
		sign, hours, minutes, seconds = entered.groups()
		return int(f"{sign}1") * (int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0))
	if isinstance(value, timedelta):
		return int(value.total_seconds())
	clock = value if isinstance(value, time) else get_time(value)
	return clock.hour * 3600 + clock.minute * 60 + clock.second


def site_zone() -> ZoneInfo:
	"""The site's time zone, looked up once a request."""
	zone = getattr(frappe.local, "aftersales_zone", None)
	if zone is None:
		zone = frappe.local.aftersales_zone = ZoneInfo(get_system_timezone())
	return zone
