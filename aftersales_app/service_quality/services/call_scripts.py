"""Which script a caller follows: the customer's language decides, and what they agreed to hear. Scripts belong to the site's owner; a call
keeps which version was used."""

from collections.abc import Sequence
from typing import Any

import frappe
from frappe.utils import cstr

from aftersales_app.aftersales_core import messages
from aftersales_app.domain import call_script as rule
from aftersales_app.domain.call_script import Step
from aftersales_app.domain.personal_data import MARKETING
from aftersales_app.integrations import erpnext
from aftersales_app.service_quality.queries import calls as reads
from aftersales_app.service_quality.services import invitations

SCRIPT = "Aftersales Call Script"
PLACES = ("customer", "company", "ticket", "caller", "item")


def change(script: Any) -> None:
	"""A script that is being saved: it can be used, and has a version of its own whenever its words change."""
	steps = steps_of(script)
	messages.refuse_unless(rule.can_be_used(steps))
	before = script.get_doc_before_save()
	if not before:
		script.version = 1
	else:
		script.version = before.version + (steps_of(before) != steps)


def steps_of(script: Any) -> tuple[Step, ...]:
	return tuple(
		Step(
			**{field: cstr(row.get(field)).strip() for field in ("text", "asks", "when", "how", "value")},
			offer=bool(row.offer),
		)
		for row in script.steps
	)


def begun(call: Any) -> dict[str, Any]:
	"""What the caller follows: `script` and `version` (None where the site has none), `steps` in their order with their words filled in,
	`offers` whether offers may be made, and `offers_told` why."""
	allowed = rule.may_offer(consents_of(call))
	told = {"offers": allowed.allowed, "offers_told": messages.reasons(allowed.reasons)}
	name = _script_for(call)
	if not name:
		return {"script": None, "version": None, "steps": [], **told}
	script = frappe.get_cached_doc(SCRIPT, name)
	steps = rule.begun(steps_of(script), call.reason, allowed.allowed)
	words = _words(call)
	return {
		**{"script": script.name, "version": script.version, "language": script.language, **told},
		"steps": [_step(step, words) for step in steps],
	}


def used(script: Any) -> dict[str, Any]:
	"""What a call keeps of the script that was followed."""
	version = frappe.db.get_value(SCRIPT, cstr(script), "version") if script else None
	return {"script": cstr(script), "script_version": version} if version else {}


def consents_of(call: Any) -> Sequence[str]:
	"""The purposes that the customer agreed to and has not withdrawn, as far as the site has them on record."""
	contact = reads.contact_of(call.ticket)
	return (MARKETING,) if contact and erpnext.agreed_to_offers(contact) else ()


def _script_for(call: Any) -> str | None:
	language = invitations.language_of(reads.contact_of(call.ticket))
	for wanted in (language, language.split("-")[0], "en"):
		if found := reads.script_in(wanted):
			return found
	return reads.script_in(None)


def _step(step: Step, words: dict[str, str]) -> dict[str, Any]:
	text = step.text
	for place in PLACES:
		text = text.replace("{" + place + "}", words[place])
	when = "" if step.when == rule.REASON else step.when
	value = rule.CHECKED.get(step.value, step.value) if step.when in rule.CHECKS else step.value
	return {
		"text": text,
		"asks": step.asks,
		"when": when,
		"how": step.how,
		"value": value,
		"offer": step.offer,
	}


def _words(call: Any) -> dict[str, str]:
	return {
		"customer": call.contact_name or call.customer_name or "",
		"company": call.company,
		"ticket": call.ticket,
		"caller": frappe.utils.get_fullname(frappe.session.user),
		"item": reads.item_of(call.ticket) or "",
	}
