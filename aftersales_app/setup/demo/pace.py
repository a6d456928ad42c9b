"""When people call, about what and through which channel: seasons, weekdays, evenings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from aftersales_app.setup.demo.words import PRODUCTS

DAYS = 365
RUSH_DAYS = 6
WEEKDAYS = (13, 11, 10, 10, 10, 12, 8)
KINDS = {
	"Repair": 52,
	"Installation": 15,
	"Consultation": 9,
	"Usage Guidance": 8,
	"Parts": 5,
	"Complaint": 5,
	"Extended Warranty": 2,
	"Service Error": 2,
	"Special Request": 1,
	"Proactive Call-back": 1,
}
CHANNELS = {
	"Phone": 42,
	"WeChat": 19,
	"Chat": 12,
	"Portal": 7,
	"App": 7,
	"E-mail": 5,
	"Walk-in": 3,
	"Web Form": 3,
	"Social Media": 2,
}
# weight of each hour of the day
BY_DAY = (0, 0, 0, 0, 0, 0, 0, 0, 8, 12, 13, 10, 6, 8, 10, 10, 9, 8, 7, 5, 4, 2, 0, 0)
BY_EVENING = (1, 0, 0, 0, 0, 0, 0, 1, 3, 4, 4, 4, 6, 4, 3, 3, 4, 5, 7, 12, 14, 13, 8, 3)
OFFICE = (0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 13, 10, 4, 8, 10, 10, 9, 6, 0, 0, 0, 0, 0, 0)
HOURS = {"Phone": BY_DAY, "Walk-in": OFFICE, "E-mail": BY_DAY}
BAD_SINCE = 150  # days ago the first fridges of the bad batch fail


@dataclass(frozen=True, slots=True)
class Call:
	"""Somebody turns to us: `at` is the site's naive local time; `bad` says that it is the bad batch."""

	at: datetime
	product: str
	kind: str
	channel: str
	bad: bool


def calls(count: int, random: Random, now: datetime) -> list[Call]:
	"""`count` calls of the year before `now`, in order."""
	return sorted(_calls(count, random, now), key=lambda call: call.at)


def _calls(count: int, random: Random, now: datetime) -> Iterator[Call]:
	days = [now - timedelta(days=ago) for ago in range(DAYS)]
	weights = {product: [_weight(facts[2], day, now) for day in days] for product, facts in PRODUCTS.items()}
	shares = [facts[1] for facts in PRODUCTS.values()]
	made = 0
	while made < count:
		product, channel = random.choices(list(PRODUCTS), shares)[0], _pick(random, CHANNELS)
		hour = random.choices(range(24), HOURS.get(channel, BY_EVENING))[0]
		day = random.choices(days, weights[product])[0]
		at = day.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60), microsecond=0)
		if now - timedelta(days=DAYS) < at < now:
			made += 1
			yield _call(random, at, product, channel, (now - at).days)


def _call(random: Random, at: datetime, product: str, channel: str, ago: int) -> Call:
	kind = _pick(random, KINDS)
	growing = 0.25 + 0.35 * (BAD_SINCE - ago) / BAD_SINCE
	bad = (
		product == "RF" and kind in ("Repair", "Complaint") and ago < BAD_SINCE and random.random() < growing
	)
	return Call(at, product, kind, channel, bad)


def _weight(months: tuple[int, ...], day: datetime, now: datetime) -> float:
	"""The season of the product, the weekday, a business that grew by a fifth over the year, and a rush right now."""
	ago = (now - day).days
	growth = 1.9 if ago < RUSH_DAYS else 1.2 - 0.2 * ago / DAYS
	return months[day.month - 1] * WEEKDAYS[day.weekday()] * growth


def _pick(random: Random, shares: dict[str, int]) -> str:
	return random.choices(list(shares), list(shares.values()))[0]
