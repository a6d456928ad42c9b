"""Shipped records have English names and are read, chosen and searched in the reader's language."""

import frappe
import pytest
from factories.people import make_user
from factories.service import make_team, make_ticket
from frappe.boot import get_bootinfo
from frappe.desk.search import search_link

from aftersales_app.aftersales_core import messages

SHIPPED = {
	"Aftersales Cause": ("Wrong procedure", {"zh": "作业方法错误", "zh-TW": "作業方法錯誤"}),
	"Aftersales Category": ("Misuse", {"zh": "使用不当", "zh-TW": "使用不當"}),
	"Aftersales Service Policy": ("Standard Service", {"zh": "标准服务", "zh-TW": "標準服務"}),
	"Aftersales Calendar": ("Around the Clock", {"zh": "全天候", "zh-TW": "全天候"}),
}


@pytest.mark.parametrize("language", ["zh", "zh-TW"])
@pytest.mark.parametrize("doctype", SHIPPED)
def test_a_shipped_name_is_found_by_its_translation(doctype, language, as_user, monkeypatch):
	name, words = SHIPPED[doctype]
	with as_user("Service Agent"):
		monkeypatch.setattr(frappe.local, "lang", language)
		assert name in [found["value"] for found in search_link(doctype, words[language][:3])]
		assert doctype in get_bootinfo().translated_doctypes


def test_names_are_searched_as_they_are_in_english(as_user):
	with as_user("Service Agent"):
		assert "Wrong procedure" in [f["value"] for f in search_link("Aftersales Cause", "procedure")]


def test_what_is_stored_is_the_name(monkeypatch):
	agent = make_user("Service Agent")
	ticket = make_ticket(team=make_team([agent]))
	frappe.set_user(agent)
	monkeypatch.setattr(frappe.local, "lang", "zh")
	ticket.update({"cause": "Wrong procedure", "category": "Misuse"}).save()
	stored = frappe.db.get_value(ticket.doctype, ticket.name, ["cause", "category"])
	assert stored == ("Wrong procedure", "Misuse")


@pytest.mark.parametrize(
	("code", "language", "said"),
	[
		("move_not_allowed", "en", "The ticket is already Closed."),
		("visit_move_not_allowed", "en", "The visit is already Closed."),
		("claim_move_not_allowed", "en", "The claim is already Closed."),
		("return_move_not_allowed", "en", "The return is already Closed."),
		("claim_move_not_allowed", "zh", "保修索赔单已是“已关闭”。"),
		("visit_move_not_allowed", "zh-TW", "到府服務已是「已關閉」。"),
	],
)
def test_what_is_there_already_does_not_go_from_there_to_there(code, language, said, monkeypatch):
	monkeypatch.setattr(frappe.local, "lang", language)
	assert messages.text(code, {"from": "Closed", "to": "Closed"}) == said
	assert messages.text(code, {"from": "Closed", "to": "New"}) != said


def test_every_move_that_is_refused_has_a_sentence_for_what_is_there_already():
	assert messages.THERE_ALREADY.keys() == {
		code for code in messages.SENTENCES if code.endswith("move_not_allowed")
	}


@pytest.mark.parametrize(
	("code", "params"),
	[
		("unknown_state", {"value": "Open"}),
		("bad_date", {"column": "Status", "value": "Open"}),
		("no_such_priority", {"column": "Priority", "value": "High", "tickets": 1}),
		("missing_columns", {"columns": ("Status",), "found": ("Priority", "Open")}),
	],
)
def test_words_of_a_file_are_shown_as_they_stand_there(code, params, monkeypatch):
	monkeypatch.setattr(frappe.local, "lang", "zh")
	said = messages.text(code, params)
	words = [word for told in params.values() for word in (told if isinstance(told, tuple) else (told,))]
	assert all(word in said for word in words if isinstance(word, str))
	assert messages.text("condition_matched", {"dimension": "Priority", "value": "High"}) == "优先级：高"
