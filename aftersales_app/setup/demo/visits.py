"""Visits of the demo: planned into the technicians' days, made, checked, signed."""

import base64
import io
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.visit_flow import ARRIVED, CANCELLED, DONE, ON_SITE, PLANNED
from aftersales_app.service_desk import queries
from aftersales_app.service_desk.services import event_log
from aftersales_app.service_desk.services.sweep import Row
from aftersales_app.setup.demo import calendars, company, people, rules, words
from aftersales_app.setup.demo.desk import Desk
from aftersales_app.setup.demo.stories import Story

HALF_HOUR = timedelta(minutes=30)
COPIED = (
	"company",
	"team",
	"customer",
	"customer_name",
	"contact_phone",
	"item_code",
	"serial_no",
	"subject",
)
REMARKS = ("", "", "", "师傅很专业，态度好", "准时到达，谢谢", "等了一会儿，但修好了", "现场收拾得很干净")
CALLED_OFF = ("客户临时有事，改约", "客户不在家，电话未接", "备件未到，改期")


class Visits:
	"""Every technician's calendar as it fills up, and the visits made so far."""

	def __init__(self, random: Random) -> None:
		self.random, self.rows = random, []
		self.free: dict[str, datetime] = {}
		self.made: Counter[str] = Counter()
		self.signatures = [_signature(random) for _number in range(12)]

	def plan(self, desk: Desk, ticket: Row, story: Story, at: datetime, slowness: float) -> dict[str, Any]:
		"""The first technician of the team who knows the product and has time, some hours from now."""
		wish = core.calendar(calendars.SERVICE).add(at, int(self._ahead(ticket) * slowness * 3600))
		slots = {one: self._slot(one.user, wish) for one in self._able(ticket)}
		person = min(
			slots, key=lambda one: (ticket.category[-2:] not in one.skills, slots[one], self.made[one.user])
		)
		if slots[person] > wish + timedelta(days=2):
			person = min(slots, key=lambda one: (slots[one], self.made[one.user]))
		starts = slots[person]
		self.made[person.user] += 1
		self.free[person.user] = ends = starts + 3 * HALF_HOUR
		visit = {
			"name": f"{company.ABBR}-V{len(self.rows) + 1:05d}",
			"ticket": ticket.name,
			"kind": ON_SITE,
			"technician": person.user,
			"status": PLANNED,
			"starts_at": moments.to_site(starts),
			"ends_at": moments.to_site(ends),
			"service_address": ticket.service_address,
			"creation": moments.to_site(at),
			"owner": ticket.assignee,
			"modified_by": person.user,
			"checks": rules.TREE.get(ticket.category) or rules.CHECKS,
			**{field: ticket.get(field) for field in COPIED},
		}
		self.rows.append(visit)
		self._log(desk, ticket, visit, None, at)
		return visit

	def called_off(self, desk: Desk, ticket: Row, visit: dict[str, Any], at: datetime) -> datetime:
		"""When the customer calls to cancel: between the planning and the visit."""
		ahead = moments.to_utc(visit["starts_at"]) - at
		return (at + ahead * self.random.uniform(0.3, 0.95)).replace(microsecond=0)

	def call_off(self, desk: Desk, ticket: Row, visit: dict[str, Any], at: datetime) -> None:
		visit.update({"status": CANCELLED, "cancel_reason": self.random.choice(CALLED_OFF)})
		self._log(desk, ticket, visit, PLANNED, at)

	def arrives(self, visit: dict[str, Any], at: datetime) -> datetime:
		"""Some come early, more come late."""
		late = timedelta(minutes=int(self.random.triangular(-8, 55, 4)))
		return max(at + timedelta(minutes=1), moments.to_utc(visit["starts_at"]) + late)

	def arrive(self, desk: Desk, ticket: Row, visit: dict[str, Any], at: datetime) -> None:
		visit.update({"status": ARRIVED, "arrived_at": moments.to_site(at)})
		self._log(desk, ticket, visit, PLANNED, at)
		desk.arrived(ticket, at, visit["technician"])

	def leave(self, desk: Desk, ticket: Row, visit: dict[str, Any], at: datetime, story: Story) -> None:
		visit.update({"status": DONE, "left_at": moments.to_site(at), "modified": moments.to_site(at)})
		visit["work_done"] = ticket.plan or "检测并调试，恢复正常。"
		visit["customer_remark"] = self.random.choice(REMARKS)
		if self.random.random() < 0.9:
			visit |= {"signature": self.random.choice(self.signatures), "signed_by": ticket.contact_name}
		else:
			visit["no_signature_reason"] = "客户不在场，物业代为开门"
		self._goods(visit, ticket, story)
		self._log(desk, ticket, visit, ARRIVED, at)

	def _goods(self, visit: dict[str, Any], ticket: Row, story: Story) -> None:
		"""Parts of a repair; what the guarantee does not cover is charged as it was agreed."""
		if ticket.kind != "Repair":
			return
		price, free = words.PARTS[story.part][1], not ticket.price_confirmed
		visit["part"] = {"item_code": f"HY-{story.part}", "item_name": words.PARTS[story.part][0], "qty": 1}
		visit["part"] |= {"covered": int(free), "rate": 0 if free else price}
		visit["warehouse"] = f"Stores - {company.ABBR}"
		visit["fees"] = [] if free else [words.FEES["SV-VISIT"], words.FEES["SV-LABOUR"]]
		visit["charges_total"] = 0 if free else price + sum(fee for _name, fee in visit["fees"])

	def _ahead(self, ticket: Row) -> float:
		"""Working hours from planning to the visit that the customer is offered."""
		fast = ticket.policy in (rules.VIP_POLICY, rules.URGENT_POLICY)
		return self.random.uniform(1, 6) if fast else self.random.uniform(2, 12)

	def _able(self, ticket: Row) -> Iterator[people.Person]:
		return (one for one in people.members(ticket.team) if one.role == people.TECHNICIAN)

	def _slot(self, user: str, wish: datetime) -> datetime:
		"""The first half hour from `wish` on at which the technician works, also half an hour later, is not away and has nothing else to do."""
		calendar = core.calendar(calendars.SERVICE)
		start = _round_up(max(wish, self.free.get(user, wish)))
		for _try in range(400):
			if all(map(calendar.is_working, (start, start + HALF_HOUR))) and user not in queries.absences(
				start
			):
				return start
			start += HALF_HOUR if calendar.is_working(start) else calendar.next_opening(start) - start
		return start

	def _log(self, desk: Desk, ticket: Row, visit: dict[str, Any], before: str | None, at: datetime) -> None:
		about = f"{visit['name']} · {visit['technician']} · {visit['starts_at']:%Y-%m-%d %H:%M}"
		facts = {"from_value": before, "to_value": visit["status"], "reason": about}
		event = event_log.describe(ticket, "Visit", at, **facts)
		desk.events.append({**event, "actor": visit["technician"] if before else ticket.assignee})


def _round_up(at: datetime) -> datetime:
	past = timedelta(minutes=at.minute % 30, seconds=at.second)
	return at + (HALF_HOUR - past if past else timedelta())


def _signature(random: Random) -> str:
	"""A scribble, as people sign on a phone."""
	image, x = Image.new("1", (160, 60), 1), 12
	points = []
	while x < 148:
		points.append((x, random.randint(14, 46)))
		x += random.randint(4, 14)
	ImageDraw.Draw(image).line(points, fill=0, width=2)
	data = io.BytesIO()
	image.save(data, "PNG", optimize=True)
	return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
