"""A customer's page on a phone: opened, filled in and sent in half a minute, by finger and by keyboard; what is wrong is said, and one address
that asks too often is refused without the others (product.md C2, C6)."""

import re
import time

import frappe
import pytest
import requests
from factories.feedback import served_ticket, token_of
from factories.people import make_user
from factories.service import make_team
from playwright.sync_api import expect

from aftersales_app.service_quality.services import invitations

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "zh-CN"}
INVITATION, FEEDBACK = "Aftersales Feedback Invitation", "Aftersales Feedback"
SECONDS, MOST_BYTES = 30, 100_000
# WCAG 2: relative luminance of what is painted, of every text and of what is behind it.
CONTRAST = """() => {
	const parse = (color) => color.match(/[\\d.]+/g).map(Number);
	const light = (color) => {
		const [r, g, b] = parse(color).slice(0, 3).map((v) => v / 255)
			.map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const behind = (node) => {
		for (let at = node; at; at = at.parentElement) {
			const color = getComputedStyle(at).backgroundColor;
			if (parse(color)[3] !== 0) return color;
		}
		return "rgb(255, 255, 255)";
	};
	const poor = [];
	for (const node of document.querySelectorAll("h1, p, legend, label, label span, button, summary")) {
		if (!node.textContent.trim()) continue;
		const pair = [light(getComputedStyle(node).color), light(behind(node))].sort((a, b) => b - a);
		const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
		const large = parseFloat(getComputedStyle(node).fontSize) >= 24;
		if (ratio < (large ? 3 : 4.5)) poor.push(`${node.tagName} ${node.textContent.trim()} ${ratio.toFixed(2)}`);
	}
	return poor;
}"""


@pytest.fixture
def invited(site):
	"""`invited()`: the name and the token of an invitation to a ticket that was closed; `language` and other facts are written past its
	rules."""
	agent = make_user("Service Agent")
	team = make_team([agent])

	def make(**facts: object) -> tuple[str, str]:
		name = invitations.invite(served_ticket(team, agent), "SMS")
		frappe.db.set_value(INVITATION, name, {"language": "zh", **facts})
		frappe.db.commit()
		return name, token_of(name)

	return make


class Visitor:
	"""Somebody at an address of their own, as the web server before a bench names it; without a browser, which alone knows that
	*.localhost is this machine."""

	def __init__(self, address: str, site: str, ip: str) -> None:
		self.base = address.replace(site, "127.0.0.1")
		self.headers = {"Host": site, "X-Forwarded-For": ip}

	def opens(self, token: str) -> requests.Response:
		return requests.get(f"{self.base}/f/{token}", headers=self.headers, timeout=30)

	def sends(self, **form: object) -> requests.Response:
		url = f"{self.base}/api/method/aftersales_app.service_quality.api.give_feedback"
		return requests.post(url, form, headers=self.headers, timeout=30, allow_redirects=False)


def nonce_of(page: requests.Response) -> str:
	return re.search('name="nonce" value="([^"]+)"', page.text)[1]


def given(invitation: str) -> "frappe.model.document.Document":
	frappe.db.rollback()
	return frappe.get_doc(FEEDBACK, {"invitation": invitation})


def test_half_a_minute_on_a_phone_in_chinese(open_page, invited, picture):
	name, token = invited()
	page = open_page(**PHONE)
	seen: list[int] = []
	page.on("response", lambda response: seen.append(len(response.body())))
	page.goto(f"/f/{token}")
	expect(page.locator("h1")).to_have_text("您对我们的服务满意吗？")
	picture(page, "-open")
	assert sum(seen) < MOST_BYTES
	assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
	assert page.evaluate(CONTRAST) == []
	begun = time.monotonic()
	page.locator("label[for=overall4]").tap()
	page.locator("label.tick").first.tap()
	page.locator("#words").fill("师傅很准时，态度也好")
	page.locator("summary").tap()
	page.locator("label[for=attitude5]").tap()
	picture(page, "-filled")
	page.locator("button[type=submit]").tap()
	expect(page.locator("h1")).to_have_text("谢谢您。")
	assert time.monotonic() - begun < SECONDS
	picture(page, "-thanks")
	found = given(name)
	assert (found.overall, found.attitude, found.words) == (4, 5, "师傅很准时，态度也好")
	assert len(found.reasons) == 1 and found.owner == "Guest"
	again = open_page(**PHONE)
	again.goto(f"/feedback/{token}")
	expect(again.locator("h1")).to_have_text("您已评价过，谢谢您。")
	expect(again.locator("main")).to_contain_text("师傅很准时，态度也好")
	assert again.locator("form").count() == 0
	picture(again, "-again")


def test_by_keyboard_alone_and_every_field_has_a_name(open_page, invited):
	name, token = invited()
	page = open_page(**PHONE)
	page.goto(f"/f/{token}")
	for field in page.locator("input:not([type=hidden]), textarea").all():
		named = "(e) => (e.getAttribute('aria-label') || [...(e.labels || [])].map((l) => l.getAttribute('aria-label') || l.textContent).join('')).trim()"
		assert field.evaluate(named), field.evaluate("(e) => e.outerHTML")
	assert page.locator("fieldset").first.locator("legend").count() == 1
	page.keyboard.press("Tab")
	page.keyboard.press("Space")
	chosen = page.evaluate("() => document.querySelector('input[name=overall]:checked').value")
	for _press in range(60):
		if page.evaluate("() => document.activeElement.type") == "submit":
			break
		page.keyboard.press("Tab")
	page.keyboard.press("Enter")
	expect(page.locator("h1")).to_have_text("谢谢您。")
	assert given(name).overall == int(chosen)


def test_what_cannot_be_answered_says_why(open_page, invited, picture):
	_name, expired = invited(expires_at="2020-01-01 00:00:00")
	_name, withdrawn = invited(status="Withdrawn")
	page = open_page(**PHONE)
	for token, words in ((expired, "已失效"), (withdrawn, "已失效"), ("a" * 32, "This link is not known")):
		page.goto(f"/f/{token}")
		expect(page.locator("h1")).to_contain_text(words if token != "a" * 32 else re.compile("."))
		assert page.locator("form").count() == 0
		picture(page, f"-{token[:4]}")


def test_a_form_that_is_sent_with_another_page_or_twice_keeps_nothing(address, site, invited):
	"""Replayed, with another's token, after it was answered, without a score: past what the page itself lets through."""
	(name, token), (other, others) = invited(), invited()
	visitor = Visitor(address, site, "198.51.100.7")
	nonce = nonce_of(visitor.opens(token))
	crossed = visitor.sends(token=others, nonce=nonce, overall=5)
	assert crossed.status_code == 200 and 'role="alert"' in crossed.text
	empty = visitor.sends(token=token, nonce=nonce, words="写过的<b>不能丢")
	assert "写过的&lt;b&gt;不能丢" in empty.text
	for _mail_scanner in range(3):
		assert visitor.opens(token).status_code == 200
	frappe.db.rollback()
	assert not frappe.db.exists(FEEDBACK, {"invitation": ("in", (name, other))})
	assert visitor.sends(token=token, nonce=nonce, overall=4).status_code == 303
	replayed = visitor.sends(token=token, nonce=nonce, overall=1)
	assert 'role="alert"' in replayed.text and given(name).overall == 4
	assert frappe.db.count(FEEDBACK, {"invitation": name}) == 1


def test_who_asks_too_often_is_refused_and_nobody_else(address, site, invited):
	"""Of those in a minute from one address the last are refused; a customer at another address opens the page and answers."""
	name, token = invited()
	flood, customer = (Visitor(address, site, f"203.0.113.{number}") for number in (9, 10))
	codes: list[int] = []
	while 429 not in codes and len(codes) < 400:  # more than one minute's may pass on a slow machine
		codes.append(flood.opens("c" * 32).status_code)
	assert codes[0] == 200 and codes[-1] == 429
	page = customer.opens(token)
	sent = customer.sends(token=token, nonce=nonce_of(page), overall=5)
	assert (page.status_code, sent.status_code, given(name).overall) == (200, 303, 5)


def test_quality_prints_a_form_and_types_it_in(sign_in, site, invited, picture):
	name, _token = invited(channel="Paper")
	page = sign_in("Quality Specialist", language="zh")
	page.goto(f"/app/aftersales-feedback-invitation/{name}")
	page.get_by_role("button", name="录入").click()
	dialog = page.locator(".modal.show")
	expect(dialog.locator("[data-fieldname=overall] select")).to_be_visible()
	dialog.locator("[data-fieldname=overall] select").select_option("2")
	dialog.locator("[data-fieldname=words] textarea").fill("字迹潦草，等太久")
	picture(page, "-typing")
	dialog.get_by_role("button", name="保存").click()
	expect(page).to_have_url(re.compile("aftersales-feedback/FB-"))
	picture(page, "-typed")
	found = given(name)
	assert (found.channel, found.overall, found.words) == ("Paper", 2, "字迹潦草，等太久")
	assert found.entered_by == found.owner != "Guest"
