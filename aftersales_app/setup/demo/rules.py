"""What the demo's company promises and how it sorts its tickets."""

from typing import Any

import frappe

from aftersales_app.setup import seeds
from aftersales_app.setup.demo import calendars, company, people
from aftersales_app.setup.demo.ledger import Ledger
from aftersales_app.setup.demo.words import PRODUCTS

HOUR, MINUTE = 3600, 60
ROOT = "海韵家电 Appliances"
VIP = "Haiyun VIP"
TREE = {
	"安装 Installation": ("开箱检查", "水电与安装位置确认", "试机并讲解使用"),
	"备件 Spare Parts": (),
	"咨询 Advice": (),
	"投诉 Complaint": (),
	"物流与账单 Delivery and Billing": (),
}
CHECKS = ("断电并确认安全", "检测主要部件", "维修后试机15分钟", "清洁现场")
CLOCKS = ("first_response", "diagnosis", "arrival", "resolution")
URGENT_POLICY, VIP_POLICY = "海韵紧急服务 Urgent", "海韵大客户 VIP"
# name: (conditions, hours of response, diagnosis, arrival, resolution; 0 promises nothing, response and solution by plan)
POLICIES = {
	"海韵标准服务 Standard": ({}, (4, 2, 22, 27), False),
	URGENT_POLICY: ({"priority": "Urgent"}, (1, 2, 12, 18), False),
	"海韵在线客服 Chat": ({"channel": "Chat"}, (1 / 120, 2, 22, 27), False),
	VIP_POLICY: ({"customer_group": VIP}, (2, 2, 14, 20), False),
	"海韵投诉处理 Complaints": ({"kind": "Complaint"}, (12, 0, 0, 45), True),
}


def make(ledger: Ledger) -> None:
	_categories(ledger)
	for cause, dimension, counts_as in seeds.CAUSES:
		values = {"cause_name": cause, "dimension": dimension, "warranty_cause": counts_as}
		ledger.once("Aftersales Cause", cause, values)
	root = frappe.db.get_value("Customer Group", {"is_group": 1, "parent_customer_group": ("in", ("", None))})
	ledger.once("Customer Group", VIP, {"customer_group_name": VIP, "parent_customer_group": root})
	for name, (conditions, hours, plan) in POLICIES.items():
		ledger.once("Aftersales Service Policy", name, policy(name, conditions, hours, plan))


def fault_category(product: str) -> str:
	return f"{PRODUCTS[product][0]}故障 {product}"


def _categories(ledger: Ledger) -> None:
	top = ledger.once("Aftersales Category", seeds.ROOT, {"category_name": seeds.ROOT, "is_group": 1})
	_category(ledger, ROOT, top, is_group=1)
	for product in PRODUCTS:
		_category(ledger, fault_category(product), ROOT, CHECKS, required_skill=product)
	for name, checks in TREE.items():
		_category(ledger, name, ROOT, checks)
	for name in ("咨询 Advice", "投诉 Complaint"):
		if name in ledger.made.get("Aftersales Category", ()):
			frappe.db.set_value("Aftersales Category", name, "default_team", people.HOTLINE)


def _category(ledger: Ledger, name: str, parent: str, checks: tuple[str, ...] = (), **facts: Any) -> None:
	rows = [{"item": check, "mandatory": int(place < 3)} for place, check in enumerate(checks)]
	values = {"category_name": name, "parent_aftersales_category": parent, "checklist": rows, **facts}
	ledger.once("Aftersales Category", name, values)


def policy(name: str, conditions: dict[str, str], hours: tuple[float, ...], plan: bool) -> dict[str, Any]:
	targets = [
		{
			"clock": clock,
			"target": int(spent * HOUR),
			"calendar": calendars.DESK if clock == "first_response" else calendars.SERVICE,
			"pause_on_customer": 1,
			"pause_on_parts": int(clock == "resolution"),
		}
		for clock, spent in zip(CLOCKS, hours, strict=True)
		if spent
	]
	return {
		"policy_name": name,
		"company": company.NAME,
		"status": "Published",
		"rank": 10,
		"resolution_met_by": "Plan or Resolution" if plan else "Resolution",
		**conditions,
		"targets": targets,
		"levels": [dict(level) for level in seeds.LEVELS],
	}
