"""What the server tells open pages: the desk's socket, and the progress of a job."""

import frappe
from factories.goods import a_company
from factories.unique import unique
from playwright.sync_api import expect

WHAT_IF = "Aftersales What-if"


def test_the_progress_of_a_job_arrives_on_its_form(sign_in, picture):
	page = sign_in("Operations Manager")
	doc = make_what_if()
	page.goto(f"/app/aftersales-what-if/{doc.name}")
	page.wait_for_function("() => window.cur_frm && cur_frm.doc && cur_frm.doc.name")
	page.wait_for_function("() => frappe.realtime.socket && frappe.realtime.socket.connected")
	page.wait_for_function(
		"([doctype, name]) => frappe.realtime.open_docs.has(`${doctype}:${name}`)", arg=[WHAT_IF, doc.name]
	)
	shown = page.locator(".modal.show .progress-bar")
	for _attempt in range(20):  # the server lets the page in a moment after it asks
		frappe.publish_progress(40, "What-if", doctype=WHAT_IF, docname=doc.name, description="Replaying")
		page.wait_for_timeout(250)
		if shown.count():
			break
	expect(shown).to_have_attribute("style", "width: 40%;")
	picture(page)


def make_what_if():
	doc = frappe.get_doc(
		{
			"doctype": WHAT_IF,
			"title": unique("Realtime"),
			"company": a_company(),
			"policy": frappe.get_all("Aftersales Service Policy", pluck="name", limit=1)[0],
			"from_date": "2026-03-01",
			"to_date": "2026-03-31",
		}
	).insert()
	frappe.db.commit()
	return doc
