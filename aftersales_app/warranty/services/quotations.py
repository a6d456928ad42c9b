"""The Quotation that a refused claim is carried out for: what the customer consents to is what it says once it is submitted.

The only way back from it is its own: deleted as a draft or cancelled, the claim is refused as before and its consent is void; an
amended one that is submitted takes its place.
"""

from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.utils import fmt_money, formatdate

from aftersales_app.aftersales_core import moments
from aftersales_app.aftersales_core.contents import exact
from aftersales_app.aftersales_core.document import put
from aftersales_app.domain.claim_flow import (
	CANCELLED,
	CONSENTED,
	DRAFT,
	NOTHING,
	QUOTED,
	REFUSED,
	STANDS,
	Cost,
	Offer,
)
from aftersales_app.integrations import erpnext_claims

CLAIM = "Aftersales Claim"
STATES = (DRAFT, STANDS, CANCELLED)
NO_CONSENT: dict[str, Any] = {
	**dict.fromkeys(("consent_by", "consent_how", "consent_on", "consent_evidence", "consent_recorded_by")),
	"consented_total": 0,
}


def offer(claim: Any) -> Offer:
	"""The claim's quotation as it stands."""
	costs = exact(claim.total)
	if not claim.quotation:
		return Offer("", CANCELLED, Decimal(0), costs)
	docstatus, total = erpnext_claims.standing(claim.quotation)
	return Offer(claim.quotation, STATES[docstatus], exact(total), costs)


def agreed(claim: Any) -> Cost:
	"""The costs of a claim that waits to be carried out, and what the customer consented to."""
	if claim.status != CONSENTED:
		return NOTHING
	return Cost(exact(claim.total), exact(claim.consented_total or claim.quoted_total))


def submitted(quotation: Any) -> None:
	"""It is fixed now; an amended one takes the place of the one that was cancelled, unless the claim was quoted anew."""
	claim = _claim_of(quotation)
	if not claim:
		return
	total = {"quoted_total": quotation.base_grand_total}
	if claim.status == QUOTED and claim.quotation == quotation.name:
		put(claim, total)
	elif claim.status == REFUSED and quotation.amended_from and not claim.quotation:
		facts = {"status": QUOTED, "quotation": quotation.name, "quoted_on": moments.site_today()}
		put(claim, {**facts, **total})


def changed(quotation: Any) -> None:
	"""Its rows were changed after submission. Throws where the customer consented to another total."""
	claim = _claim_of(quotation)
	if not claim or claim.quotation != quotation.name:
		return
	total = exact(quotation.base_grand_total)
	if claim.status == QUOTED:
		put(claim, {"quoted_total": total})
	elif claim.consented_total and total != exact(claim.consented_total):
		frappe.throw(
			_(
				"{0} consented to this quotation at {1}. Cancel and amend it, and have the customer consent anew."
			).format(
				frappe.bold(frappe.utils.escape_html(claim.consent_by)),
				fmt_money(claim.consented_total, currency=claim.currency),
			)
		)


def cancelled(quotation: Any) -> None:
	"""Nobody can consent to it any more, and nothing is carried out for it."""
	claim = _claim_of(quotation)
	if claim and claim.quotation == quotation.name and claim.status in (QUOTED, CONSENTED):
		_refuse_again(claim)


def deleted(quotation: Any) -> None:
	"""The same of a draft; a claim that is over forgets which one it was."""
	cancelled(quotation)
	claim = _claim_of(quotation)
	if claim and claim.quotation == quotation.name:
		put(claim, {"quotation": None})


def printed(claim: Any) -> dict[str, Any]:
	"""What the customer signs, in the claim's currency: the rows of the quotation as it stands, those of the costs as long as there is
	none. The total is what was consented to."""
	currency = claim.currency
	if not claim.quotation:
		rows = [
			_row(row.description or row.item or "", row.qty, row.rate, row.amount, currency)
			for row in claim.amounts
		]
		return {
			"rows": rows,
			"extras": [],
			"total": fmt_money(claim.total, currency=currency),
			"draft": False,
		}
	quoted = erpnext_claims.quotation(claim.quotation)
	return {
		"rows": [_row(*line, currency) for line in quoted.lines],
		"extras": [(label, fmt_money(amount, currency=currency)) for label, amount in quoted.extras],
		"total": fmt_money(claim.consented_total or quoted.total, currency=currency),
		"draft": quoted.docstatus == 0,
	}


def _row(text: str, qty: float, rate: float, amount: float, currency: str) -> dict[str, str]:
	shown = {"rate": fmt_money(rate, currency=currency), "amount": fmt_money(amount, currency=currency)}
	return {"text": text, "qty": frappe.format(qty, "Float"), **shown}


def _claim_of(quotation: Any) -> Any:
	"""The claim that it was made for, kept from a second click."""
	claim = quotation.get("aftersales_claim")
	return frappe.get_doc(CLAIM, claim, for_update=True) if claim and frappe.db.exists(CLAIM, claim) else None


def _refuse_again(claim: Any) -> None:
	"""The claim is where it was before it was quoted; what the customer had consented to is told in its history."""
	if claim.status == CONSENTED:
		told = _(
			"Quotation {0} was cancelled. The consent to it of {1} on {2}, for {3}, holds no more."
		).format(
			claim.quotation,
			frappe.utils.escape_html(claim.consent_by),
			formatdate(claim.consent_on),
			fmt_money(claim.consented_total or claim.quoted_total, currency=claim.currency),
		)
		claim.add_comment("Comment", text=told)
	put(claim, {"status": REFUSED, "quotation": None, "quoted_on": None, "quoted_total": 0, **NO_CONSENT})
