"""What the people of the demo write into a ticket: what they found, what they will do, how it ended."""

from random import Random
from typing import Any

from aftersales_app.setup.demo.stories import Story
from aftersales_app.setup.demo.words import PARTS

TALK = ("Consultation", "Usage Guidance", "Extended Warranty", "Special Request", "Proactive Call-back")
FINDINGS = (
	"{part}检测异常，需要更换。",
	"电话排查后初步判断为{part}问题，需上门确认。",
	"客户视频显示{part}损坏，属正常磨损。",
	"{part}参数超出范围，{tier}。",
)
TALKED = ("已核实客户信息和购买记录。", "客户问题明确，可在线解答。", "查询系统后确认，无需上门。")
HEARD = (
	"已听取录音并核对工单，客户所述属实。",
	"已与服务站核对，现场沟通不到位。",
	"核对收费单，报价与实收一致，解释不清楚。",
)
PLANS = (
	"上门更换{part}，并做安全检测。",
	"携带{part}上门维修，预计一小时完成。",
	"预约上门，更换{part}后试机。",
)
FITTED = ("上门安装并试机，讲解使用方法。", "核对安装位置和电源后上门安装。")
ANSWERED = (
	"向客户致歉，退还部分费用并安排高级技师复检。",
	"更换服务人员，三日内回访。",
	"致歉并赠送保养一次。",
)
# kind: (solution, result in words)
ENDS = {
	"Installation": ("Installation", "安装完毕，试机正常，客户会使用。"),
	"Parts": ("Parts Supplied", "备件已寄出，客户签收。"),
	"Consultation": ("Guidance", "已答复客户。"),
	"Usage Guidance": ("Guidance", "已指导客户操作，客户表示会用。"),
	"Extended Warranty": ("Guidance", "已说明延保政策并发送链接。"),
	"Complaint": ("Refund", "客户接受处理方案。"),
	"Service Error": ("Repair", "已返工，客户满意。"),
	"Special Request": ("Guidance", "已按客户要求安排。"),
	"Proactive Call-back": ("No Action Needed", "回访完成，使用正常。"),
}
REPAIRED = ("Repair", "更换{part}后试机正常。")
BY_PHONE = ("Guidance", "电话指导客户复位后恢复正常。")


def diagnosis(story: Story, random: Random) -> dict[str, Any]:
	kind = story.facts["kind"]
	if kind == "Complaint":
		return {"diagnosis": random.choice(HEARD)}
	if kind in TALK:
		return {"diagnosis": random.choice(TALKED)}
	if story.bad:
		return {"diagnosis": "压缩机启动电流异常，序列号属问题批次，整件更换。"}
	return {
		"diagnosis": random.choice(FINDINGS).format(
			part=_part(story), tier="需报价" if story.price else "保修期内"
		)
	}


def plan(story: Story, contact: str, random: Random) -> dict[str, Any]:
	"""The plan, and where it costs something the price that the customer said yes to."""
	kind = story.facts["kind"]
	texts = {"Installation": FITTED, "Complaint": ANSWERED}.get(kind, PLANS)
	found: dict[str, Any] = {"plan": random.choice(texts).format(part=_part(story))}
	found["solution"] = (ENDS.get(kind) or REPAIRED)[0]
	if story.price and kind in ("Repair", "Parts"):
		agreed = {"price_confirmed": 1, "price_confirmed_by": contact}
		found |= {"chargeable": 1, "quoted_price": story.price, **agreed}
	return found


def result(story: Story, ticket: Any, random: Random) -> dict[str, Any]:
	"""Cause, action and result, as the gate of resolving asks for them."""
	visited = bool(ticket.plan)
	action, note = ENDS.get(ticket.kind) or (REPAIRED if visited else BY_PHONE)
	cause = (
		story.cause
		if ticket.kind == "Repair"
		else "Missing information"
		if ticket.kind in TALK
		else "Wrong procedure"
	)
	if ticket.kind in ("Installation", "Parts"):
		cause = "Worn part" if ticket.kind == "Parts" else "No fault found"
	ends = ("Solved", "Partly Solved", "No Fault Found", "Not Solved")
	return {
		"cause": cause,
		"action_taken": action,
		"action_note": note.format(part=_part(story)),
		"result": random.choices(ends, (93, 3, 3, 1))[0] if ticket.kind == "Repair" else "Solved",
		"contacts": ticket.contacts + random.choices((0, 1, 2), (55, 35, 10))[0]
		if visited
		else ticket.contacts,
	}


def _part(story: Story) -> str:
	return PARTS[story.part][0]
