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

FIELDS = {
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
	"Stock Entry": [{**MADE_FOR_VISIT, "insert_after": "remarks"}],
	"Sales Invoice": [
		{**MADE_FOR_VISIT, "insert_after": "remarks"},
		{
			"fieldname": "aftersales_extension",
			"label": "Cancelled Extended Warranty",
			"fieldtype": "Link",
			"options": "Aftersales Extension",
			"insert_after": "aftersales_visit",
			"read_only": 1,
			"no_copy": 1,
			"print_hide": 1,
			"description": "The extended warranty that this credit note pays back",
		},
	],
	"Item": [
		{
			"fieldname": "aftersales_extension_months",
			"label": "Extended Warranty (Months)",
			"fieldtype": "Int",
			"insert_after": "warranty_period",
			"non_negative": 1,
			"depends_on": "eval:!doc.is_stock_item",
			"description": "Who buys this item buys so many months of warranty behind the one that a unit has anyway",
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
