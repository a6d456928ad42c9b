"""Fields of ours on doctypes of Frappe and ERPNext. Uninstalling removes exactly these."""

from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from aftersales_app.domain.ticket_flow import CATEGORIES

MADE_FOR_VISIT = {
	"fieldname": "aftersales_visit",
	"label": "Aftersales Visit",
	"fieldtype": "Link",
	"options": "Aftersales Visit",
	"read_only": 1,
	"no_copy": 1,
	"print_hide": 1,
	"description": "The visit that used these parts or is charged here",
}

GOODS_CATEGORY = {
	"fieldname": "aftersales_goods_category",
	"label": "Aftersales Goods Category",
	"fieldtype": "Link",
	"options": "Aftersales Goods Category",
	"description": "What the law calls such goods: it decides on warranty and returns",
}

REGISTERED = {
	"fieldname": "aftersales_registered",
	"label": "Register Units for After-Sales Service",
	"fieldtype": "Check",
}

MADE_FOR_RETURN = {
	"fieldname": "aftersales_return",
	"label": "Aftersales Return",
	"fieldtype": "Link",
	"options": "Aftersales Return",
	"read_only": 1,
	"no_copy": 1,
	"print_hide": 1,
	"description": "The return that is settled here",
}

AGREES_TO_OFFERS = {
	"fieldname": "aftersales_agrees_to_offers",
	"label": "Agrees to Hear Offers",
	"fieldtype": "Check",
	"description": "Of their own will, and only for this; taken back at any time by taking the tick out. Calls about a service make no offers without it",
}

FIELDS = {
	"Contact": [{**AGREES_TO_OFFERS, "insert_after": "unsubscribed"}],
	"Email Account": [
		{
			"fieldname": "aftersales_company",
			"label": "Tickets Belong to Company",
			"fieldtype": "Link",
			"options": "Company",
			"insert_after": "imap_folder",
			"depends_on": "enable_incoming",
			"description": "For mail that becomes tickets. Empty: the default company.",
		},
		{
			"fieldname": "aftersales_team",
			"label": "Tickets Go to Team",
			"fieldtype": "Link",
			"options": "Aftersales Team",
			"insert_after": "aftersales_company",
			"depends_on": "enable_incoming",
		},
	],
	"Item": [
		{**GOODS_CATEGORY, "insert_after": "brand"},
		{
			**REGISTERED,
			"insert_after": "has_serial_no",
			"description": "One registered product for each piece sold. Items with serial numbers are registered always.",
		},
		{
			"fieldname": "aftersales_needs_installation",
			"label": "Seller Has to Install",
			"fieldtype": "Check",
			"insert_after": "aftersales_registered",
			"description": "Warranty counts from the installation, once its day is known",
		},
		{
			"fieldname": "aftersales_extension_months",
			"label": "Extended Warranty (Months)",
			"fieldtype": "Int",
			"insert_after": "warranty_period",
			"non_negative": 1,
			"depends_on": "eval:!doc.is_stock_item",
			"description": "Who buys this item buys so many months of warranty behind the one that a unit has anyway",
		},
	],
	"Item Group": [
		{**GOODS_CATEGORY, "insert_after": "is_group"},
		{
			**REGISTERED,
			"insert_after": "image",
			"description": "One registered product for each piece sold of these items and of the groups below",
		},
	],
	"Quotation": [
		{
			"fieldname": "aftersales_claim",
			"label": "Warranty Claim",
			"fieldtype": "Link",
			"options": "Aftersales Claim",
			"insert_after": "order_type",
			"read_only": 1,
			"no_copy": 1,
			"print_hide": 1,
			"description": "The claim whose repair is quoted here",
		}
	],
	"Stock Entry": [{**MADE_FOR_VISIT, "insert_after": "remarks"}],
	"Sales Invoice": [
		{**MADE_FOR_VISIT, "insert_after": "remarks"},
		{**MADE_FOR_RETURN, "insert_after": "aftersales_visit"},
		{
			"fieldname": "aftersales_extension",
			"label": "Cancelled Extended Warranty",
			"fieldtype": "Link",
			"options": "Aftersales Extension",
			"insert_after": "aftersales_return",
			"read_only": 1,
			"no_copy": 1,
			"print_hide": 1,
			"description": "The extended warranty that this credit note pays back",
		},
	],
	"Delivery Note": [{**MADE_FOR_RETURN, "insert_after": "instructions"}],
	"Customer": [
		{
			"fieldname": "aftersales_stand_in_for",
			"label": "Stands in for a Forgotten Customer",
			"fieldtype": "Data",
			"length": 64,
			"insert_after": "language",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"print_hide": 1,
			"report_hide": 1,
			"search_index": 1,
		}
	],
	"Supplier": [
		{
			"fieldname": "aftersales_recovery_days",
			"label": "Warranty Demands within (Days)",
			"fieldtype": "Int",
			"insert_after": "supplier_group",
			"non_negative": 1,
			"description": "Agreed for raising what a warranty claim cost. Empty: as in the settings",
		}
	],
	"Workflow Document State": [
		{
			"fieldname": "aftersales_category",
			"label": "Aftersales Stage",
			"fieldtype": "Select",
			"options": "\n".join(("", *CATEGORIES)),
			"insert_after": "doc_status",
			"in_list_view": 1,
			"description": "What this status means for service clocks. Needed for the workflow of Aftersales Ticket.",
		}
	],
}


def seed() -> None:
	create_custom_fields(FIELDS, ignore_validate=True)
