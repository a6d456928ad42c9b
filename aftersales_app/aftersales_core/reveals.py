"""Masked values shown to one person, once, for a reason: each is on record (rules.md P11). The one writer of Aftersales Reveal."""

from datetime import timedelta
from typing import Any

import frappe

from aftersales_app.aftersales_core import moments, queries, rows
from aftersales_app.aftersales_core import services as core
from aftersales_app.domain.errors import DomainError

REVEAL = "Aftersales Reveal"
FIELDS = (
	*("name", "owner", "modified_by", "creation", "modified"),
	*("reference_doctype", "reference_name", "field", "reason", "revealed_by", "revealed_at", "company"),
)
REASON_LENGTH = 5  # characters of a reason that says something


def reveal(doc: Any, field: str, reason: str) -> str:
	"""The stored value of a field that the user sees masked, after it was written down who looked and why.

	Raises DomainError `nothing_masked`, `reveal_needs_reason`, `too_many_reveals`.
	"""
	value, shown = doc.get(field), _masked(doc)
	if field not in shown:
		raise DomainError("nothing_masked", {})
	if len(reason.strip()) < REASON_LENGTH:
		raise DomainError("reveal_needs_reason", {"characters": REASON_LENGTH})
	_refuse_too_many()
	_write(doc, field, reason.strip())
	return str(value)


def _masked(doc: Any) -> list[str]:
	"""The fields of which the user sees a mask; `doc` stays whole."""
	seen = frappe.get_doc(doc.doctype, doc.name)
	seen.apply_fieldlevel_read_permissions()
	return (seen.get("__onload") or {}).get("reveals") or []


def _refuse_too_many() -> None:
	most = core.settings().reveals_an_hour or 0
	since = moments.site_now() - timedelta(hours=1)
	if queries.revealed_since(frappe.session.user, since) >= most:
		raise DomainError("too_many_reveals", {"most": most})


def _write(doc: Any, field: str, reason: str) -> None:
	now, user = moments.site_now(), frappe.session.user
	row = {
		**{"name": rows.next_name(REVEAL, "RV"), "owner": user, "modified_by": user, "creation": now},
		**{"modified": now, "reference_doctype": doc.doctype, "reference_name": doc.name},
		**{"field": doc.meta.get_field(field).label, "reason": reason, "revealed_by": user},
		**{"revealed_at": now, "company": doc.get("company")},
	}
	rows.append(REVEAL, FIELDS, [row])
