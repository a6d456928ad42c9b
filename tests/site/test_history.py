"""What a ticket's history says, in the reader's language: every sentence whole, nothing as it is stored."""

import json

import frappe
import pytest
from factories.people import make_user
from factories.service import make_policy, make_team, make_ticket
from frappe.model.workflow import apply_workflow

from aftersales_app.service_desk import api


@pytest.fixture
def desk():
	agent = make_user("Service Agent")
	team = make_team([agent])
	usual = make_policy({"resolution": 24}, team=team)
	lasting = make_policy({"resolution": 72}, team=team, kind="Installation")
	frappe.set_user(agent)
	ticket = make_ticket(team=team, assignee=agent).reload()
	return frappe._dict(ticket=ticket, usual=usual, lasting=lasting)


def told(ticket) -> list[str]:
	return [entry["text"] for entry in api.panel(ticket.name)["timeline"]]


@pytest.mark.parametrize(
	("language", "sentence"),
	[
		("en", "Resolution: stands still while the ticket waits"),
		("zh", "解决：工单等待期间暂停计时"),
		("zh-TW", "解決：工單等待期間暫停計時"),
	],
)
def test_a_pause_is_no_promise(desk, monkeypatch, language, sentence):
	apply_workflow(desk.ticket, "Wait for Customer")
	monkeypatch.setattr(frappe.local, "lang", language)
	assert sentence in told(desk.ticket)


@pytest.mark.parametrize(
	("language", "kind", "policy"),
	[
		("en", "Kind: Repair → Installation", "Promised under the policy {1} instead of {0}"),
		("zh", "类型：维修 → 安装", "服务时效政策由“{0}”改为“{1}”，按新政策承诺时限"),
		("zh-TW", "類型：維修 → 安裝", "服務時效政策由「{0}」改為「{1}」，依新政策承諾時限"),
	],
)
def test_another_kind_and_its_policy_are_told(desk, monkeypatch, language, kind, policy):
	desk.ticket.kind = "Installation"
	desk.ticket.save()
	monkeypatch.setattr(frappe.local, "lang", language)
	timeline = api.panel(desk.ticket.name)["timeline"]
	why = {entry["text"]: entry["reason"] for entry in timeline}
	assert kind in why
	assert frappe._("Installation") in why[policy.format(desk.usual, desk.lasting)]


def test_what_stays_as_promised_is_not_told(desk):
	desk.ticket.priority = "High"
	desk.ticket.save()
	assert not any(text.startswith("Promised under") for text in told(desk.ticket))


def test_a_version_does_not_repeat_the_log_in_stored_words(desk):
	desk.ticket.update({"status": "Waiting for Customer", "kind": "Installation", "diagnosis": "Worn seal"})
	desk.ticket.save()
	about = {"ref_doctype": desk.ticket.doctype, "docname": desk.ticket.name}
	[version] = frappe.get_all("Version", about, pluck="data")
	assert [change[0] for change in json.loads(version)["changed"]] == ["diagnosis"]


def test_a_version_of_what_the_log_tells_alone_is_not_kept(desk):
	desk.ticket.update({"kind": "Installation"})
	desk.ticket.save()
	assert not frappe.get_all("Version", {"ref_doctype": desk.ticket.doctype, "docname": desk.ticket.name})
