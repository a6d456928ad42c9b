"""The demo's executive calls a few customers who complained, and looks their numbers up for it."""

from datetime import datetime, timedelta

import frappe

from aftersales_app.aftersales_core import reveals
from aftersales_app.setup.demo import company, people
from aftersales_app.setup.demo.acting import acting

COMPLAINT = "Aftersales Complaint"
EXECUTIVE = f"executive@{people.DOMAIN}"
REASONS = ("客户要求管理层回电", "Apology by telephone after the decision", "核实投诉是否已解决")


def make(today: datetime) -> None:
	asked = {"company": company.NAME, "complainant_phone": ("is", "set")}
	found = frappe.get_all(COMPLAINT, asked, pluck="name", order_by="name desc", limit=len(REASONS))
	for ago, (name, reason) in enumerate(zip(found, REASONS, strict=False), 1):
		with acting(EXECUTIVE, today - timedelta(days=ago)):
			reveals.reveal(frappe.get_doc(COMPLAINT, name), "complainant_phone", reason)
