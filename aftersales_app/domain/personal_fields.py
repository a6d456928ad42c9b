"""What in our records is about a person, and what becomes of it when it is made anonymous (rules.md P5). Every column that can hold
text is named here, by a test: none is forgotten.

Statistics count, measure and group by what is kept: moments, scores, choices, amounts, goods, teams. `STAND_IN` keeps records of one
person together under a name that nobody can lead back. Numbers of documents in ERPNext are cut: those name the buyer. Keys of sales rows stay, or
the same sale would be registered again.
"""

from collections.abc import Mapping

KEEP = "keep"  # nothing about a person
ERASE = "erase"
COVER = "cover"  # as ERASE, where something has to stand
SCRUB = "scrub"  # the person's own details go, and whatever looks like somebody's
CODED = "coded"  # what a rule wrote stays, what a person wrote is covered
TERMS = "terms"  # erased; the words that are counted stay apart
STAND_IN, NAMED = "stand_in", "named"
FILE = "file"  # erased with the file
CUT = "cut"  # the number of a document that names the customer

CUSTOMER = {"customer": STAND_IN, "customer_name": NAMED}
GOODS = {"serial_no": KEEP, "item_name": KEEP}

FIELDS: Mapping[str, Mapping[str, str]] = {
	"Aftersales Ticket": {
		**CUSTOMER,
		**{"subject": COVER, "contact": CUT, "contact_name": ERASE, "contact_phone": ERASE},
		**{"contact_email": ERASE, "phone_key": ERASE, "serial_no": KEEP, "order_reference": ERASE},
		**{"service_address": ERASE, "description": ERASE, "diagnosis": SCRUB, "cause_note": SCRUB},
		**{"plan": ERASE, "price_confirmed_by": ERASE, "action_note": ERASE, "source_system": KEEP},
		**{
			"source_id": KEEP,
			"source_key": KEEP,
			"search_terms": ERASE,
			"clock_terms": KEEP,
			"reasons": SCRUB,
		},
	},
	"Aftersales Ticket Event": {"from_value": SCRUB, "to_value": SCRUB, "reason": CODED},
	"Aftersales Visit": {
		**CUSTOMER,
		**{"cancel_reason": ERASE, "contact_phone": ERASE, "service_address": ERASE, "serial_no": KEEP},
		**{"subject": COVER, "work_done": SCRUB, "photos": FILE, "signature": ERASE, "signed_by": ERASE},
		**{"no_signature_reason": ERASE, "customer_remark": ERASE, "stock_entry": CUT, "sales_invoice": CUT},
	},
	"Aftersales Visit Charge": {"item_name": KEEP, "description": SCRUB},
	"Aftersales Visit Check": {"item": KEEP, "remark": ERASE},
	"Aftersales Visit Part": GOODS,
	"Aftersales Exemption": {"reason": COVER, "evidence": FILE, "decision_note": ERASE},
	"Aftersales Notice": {
		**{"reference_name": KEEP, "recipient_role": KEEP, "notice_key": KEEP, "node": KEEP},
		**{"reason": CODED, "outcome": ERASE},
	},
	"Aftersales Complaint": {
		**CUSTOMER,
		**{"subject": COVER, "contact": CUT, "words": COVER, "evidence": FILE, "outside_reference": ERASE},
		**{"outside_answer": ERASE, "complainant_name": ERASE, "complainant_phone": ERASE},
		**{"complainant_email": ERASE, "item_name": KEEP, "immediate_action": ERASE, "findings": ERASE},
		**{"cause_note": SCRUB, "response": ERASE, "decision": ERASE, "opinion_evidence": FILE},
		**{"appeal_words": ERASE},
	},
	"Aftersales Complaint Event": {"note": ERASE},
	"Aftersales Feedback": {
		**{"reference_name": KEEP, "customer": STAND_IN, "doubts": KEEP, "words": TERMS, "terms": KEEP},
		**{"record_why": KEEP, "verified_reason": ERASE, "notice_version": KEEP, "scan": FILE},
	},
	"Aftersales Feedback Invitation": {
		**{"reference_name": KEEP, "customer": STAND_IN, "contact_email": ERASE, "contact_phone": ERASE},
		"token_hash": KEEP,
	},
	"Aftersales Follow-up Call": {
		**CUSTOMER,
		**{"contact_name": ERASE, "contact_phone": ERASE, "words": ERASE, "notice_version": KEEP},
		**{"recording": FILE, "recording_told": KEEP, "stratum": KEEP, "violations": KEEP},
		"cancel_reason": ERASE,
	},
	"Aftersales Call Attempt": {"note": ERASE, "call_log": CUT},
	"Aftersales Verification": {"reason": ERASE},
	"Aftersales Claim": {
		**CUSTOMER,
		**GOODS,
		**{
			"jurisdiction": KEEP,
			"goods_category": KEEP,
			"part": KEEP,
			"fault": SCRUB,
			"proposed_reason": ERASE,
		},
		**{"proposal": SCRUB, "appeal_reason": ERASE, "quotation": CUT, "consent_by": ERASE},
		**{"consent_evidence": FILE, "execution_note": ERASE},
	},
	"Aftersales Claim Cost": {"description": SCRUB},
	"Aftersales Claim Fact": {"value": KEEP},
	"Aftersales Statutory Timer": {"since": KEEP, "unit": KEEP, "norm": KEEP, "citation": KEEP},
	"Aftersales Decision": {
		**CUSTOMER,
		**GOODS,
		**{"appeal_reason": ERASE, "reason": ERASE, "norm": KEEP, "citation": KEEP, "fault": SCRUB},
		**{"facts": SCRUB, "decision": SCRUB, "basis": SCRUB},
	},
	"Aftersales Extension": {
		**{"customer": STAND_IN, **GOODS, "sales_invoice": CUT, "sales_invoice_row": KEEP},
		**{"cancel_told": CODED, "cancel_reason": ERASE, "cancel_basis": CODED, "refund_told": CODED},
		**{"refund_basis": CODED, "credit_note": CUT},
	},
	"Aftersales Product": {
		**CUSTOMER,
		**GOODS,
		**{
			"batch_no": KEEP,
			"goods_category": KEEP,
			"jurisdiction": KEEP,
			"region": KEEP,
			"source_name": CUT,
		},
		**{"source_row": KEEP, "order_row": KEEP, "delivery_row": KEEP, "invoice": CUT, "invoice_row": KEEP},
		"unit_key": KEEP,
	},
	"Aftersales Product Owner": {
		**{"customer": STAND_IN, "proof": FILE, "source_name": CUT, "source_row": KEEP, "heard": ERASE},
		"before": ERASE,
	},
	"Aftersales Product Part": {"part": KEEP, "part_group": KEEP, "serial_no": KEEP},
	"Aftersales Repair": {
		**{"customer": STAND_IN, "serial_no": KEEP, "fault": SCRUB, "same_fault": SCRUB, "part": KEEP},
		**{"unnamed_parts": KEEP, "source_key": KEEP},
	},
	"Aftersales Repair Wait": {"part": KEEP},
	"Aftersales Return": {
		**CUSTOMER,
		**GOODS,
		**{"grounds": ERASE, "norm": KEEP, "reasons": KEEP, "grant_note": ERASE, "in_serial": KEEP},
		**{"inspection_note": ERASE, "sales_invoice": CUT, "credit_note": CUT, "out_serial": KEEP},
		**{"replacement_delivery": CUT, "refusal_reason": ERASE, "refusal_evidence": FILE},
		**{"refusal_from": KEEP, "refusal_note": ERASE, "cancel_reason": ERASE},
	},
	"Aftersales Return Finding": {"remark": ERASE, "photo": FILE},
	"Aftersales Return Kept Item": {"item": KEEP},
	"Aftersales Supplier Recovery": {"note": SCRUB},
	"Aftersales Recovery Answer": {"note": SCRUB},
	"Aftersales Unregistered Sale": {
		**{"customer": STAND_IN, "details": ERASE, "source_name": CUT, "source_row": KEEP, "sale_key": KEEP},
	},
	# What is about no one person: a person's details are taken out of it wherever they stand.
	"Aftersales Import": {
		**{"file": KEEP, "source_system": KEEP, "time_zone": KEEP, "summary": SCRUB, "report_file": KEEP},
		"error": SCRUB,
	},
	"Aftersales Import Column": {"column_name": KEEP, "date_format": KEEP},
	"Aftersales Import Finding": {"source_id": KEEP, "code": KEEP, "message": SCRUB},
	"Aftersales Import State": {"state": KEEP},
	"Aftersales What-if": {
		**{"title": SCRUB, "file": KEEP, "time_zone": KEEP, "error": SCRUB, "summary": SCRUB},
	},
	"Aftersales What-if Crew": {"team": KEEP},
	"Aftersales What-if Result": {"difference": KEEP},
	"Aftersales What-if Warning": {"ticket": KEEP},
	"Aftersales Evaluation": {
		**{"occasion": SCRUB, "notices": KEEP, "findings": SCRUB, "baseline_reason": SCRUB},
		**{"reference_name": KEEP, "authors": KEEP},
	},
	"Aftersales Evaluation Appeal": {"reason": SCRUB, "answer": SCRUB},
	"Aftersales Evaluation Point": {"signals": KEEP},
	"Aftersales Evaluation Figure": {"group_name": KEEP},
	"Aftersales Evaluation Term": {"term": SCRUB},
	"Aftersales Coverage": {
		**{"part": KEEP, "not_for": KEEP, "term": KEEP, "norm": KEEP, "citation": KEEP, "why": KEEP},
	},
	"Aftersales Service Policy": {"policy_name": SCRUB, "customer": STAND_IN},
	"Aftersales Department Performance": {"findings": SCRUB, "teams": KEEP},
	"Aftersales Performance Part": {"component": KEEP, "evidence": KEEP, "note": SCRUB, "told": KEEP},
	"Aftersales Objective Period": {"reasons": KEEP, "told": KEEP, "unit": KEEP},
	"Aftersales Self-Assessment": {"bonus_evidence": KEEP, "bonus_reason": SCRUB, "conclusion": SCRUB},
	"Aftersales Assessment Deduction": {"evidence": KEEP, "what": SCRUB},
	"Aftersales Assessment Indicator": {"evidence": KEEP, "indicator": KEEP, "note": SCRUB},
	"Aftersales Problem": {
		**{"subject": SCRUB, "description": SCRUB, "impact_reason": SCRUB, "urgency_reason": SCRUB},
		"source_name": KEEP,
	},
	"Aftersales Problem Case": {"left_out_reason": SCRUB, "reference_name": KEEP},
	"Aftersales Problem Event": {"note": SCRUB},
	"Aftersales Reveal": {"field": KEEP, "reason": SCRUB, "reference_name": KEEP},
	# The ledger itself: who asked is forgotten when nothing is left to do.
	"Aftersales Privacy Request": {
		**{"customer": ERASE, "contact": ERASE, "person_name": ERASE, "phone": ERASE, "email": ERASE},
		**{"address": ERASE, "words": ERASE, "answer": SCRUB, "refusal_reason": SCRUB, "error": SCRUB},
		**{"stays": SCRUB, "person_key": KEEP},
	},
	"Aftersales Privacy Count": {"law": KEEP},
	"Aftersales Privacy Event": {"note": SCRUB},
	"Aftersales Restricted Record": {"reference_name": KEEP, "law": KEEP, "content": KEEP},
}
# Of these no column holds anything about a customer: what the site's owner sets up, and sums.
NOBODYS = frozenset(
	f"Aftersales {name}"
	for name in (
		*(
			"Absence",
			"Backfill",
			"Backfill Reason",
			"Calendar",
			"Calendar Day",
			"Calendar Window",
			"Call Draw",
		),
		*("Call Script", "Call Script Step", "Objective", "Performance Weight"),
		*("Category", "Category Fact", "Category Part", "Cause", "Checklist Item", "Coverage Term"),
		*("Feedback Reason", "Goods Category", "Retention Rule", "Rule Condition", "Rule Exclusion", "Seal"),
		*("Seal Renewal", "Settings", "Statutory Rule", "Team", "Team Member", "Warranty Policy"),
	)
)
ABOUT_A_PERSON = frozenset({ERASE, COVER, CODED, TERMS, SCRUB, FILE, CUT, NAMED, STAND_IN})
FREE_TEXT = frozenset({COVER, ERASE, SCRUB, CODED, TERMS})


def columns(doctype: str, *treatments: str) -> tuple[str, ...]:
	"""The columns of a DocType that are treated so."""
	return tuple(name for name, how in FIELDS.get(doctype, {}).items() if how in treatments)
