app_name = "aftersales_app"
app_title = "Aftersales"
app_publisher = "Aftersales"
app_description = "After-sales service as one closed loop, on ERPNext"
app_email = "hello@aftersales.example"
app_license = "gpl-3.0"
required_apps = ["frappe/erpnext"]

before_install = "aftersales_app.setup.install.before_install"
after_install = "aftersales_app.setup.install.after_install"
after_migrate = ["aftersales_app.setup.install.after_migrate"]
before_uninstall = "aftersales_app.setup.uninstall.before_uninstall"

permission_query_conditions = {
	"Aftersales Absence": "aftersales_app.permissions.absence_query",
	"Aftersales Claim": "aftersales_app.permissions.company_query",
	"Aftersales Complaint": "aftersales_app.permissions.complaint_query",
	"Aftersales Decision": "aftersales_app.permissions.company_query",
	"Aftersales Ticket": "aftersales_app.permissions.ticket_query",
	"Aftersales Ticket Daily": "aftersales_app.permissions.daily_query",
	"Aftersales Ticket Event": "aftersales_app.permissions.ticket_child_query",
	"Aftersales Backfill": "aftersales_app.permissions.company_query",
	"Aftersales Coverage": "aftersales_app.permissions.company_query",
	"Aftersales Problem": "aftersales_app.permissions.problem_query",
	"Aftersales Problem Case": "aftersales_app.permissions.problem_case_query",
	"Aftersales Product": "aftersales_app.permissions.company_query",
	"Aftersales Unregistered Sale": "aftersales_app.permissions.company_query",
	"Aftersales Repair": "aftersales_app.permissions.repair_query",
	"Aftersales Verification": "aftersales_app.permissions.verification_query",
	"Aftersales Visit": "aftersales_app.permissions.visit_query",
	"Aftersales Notice": "aftersales_app.permissions.notice_query",
	"Aftersales Exemption": "aftersales_app.permissions.ticket_child_query",
	"Aftersales Warranty Policy": "aftersales_app.permissions.company_query",
	"Aftersales Return": "aftersales_app.permissions.booking_query",
	"Aftersales Call Draw": "aftersales_app.permissions.company_query",
	"Aftersales Evaluation": "aftersales_app.permissions.company_query",
	"Aftersales Department Performance": "aftersales_app.permissions.performance_query",
	"Aftersales Objective": "aftersales_app.permissions.objective_query",
	"Aftersales Objective Period": "aftersales_app.permissions.objective_query",
	"Aftersales Self-Assessment": "aftersales_app.permissions.company_query",
	"Aftersales Extension": "aftersales_app.permissions.booking_query",
	"Aftersales Follow-up Call": "aftersales_app.permissions.call_query",
	"Aftersales Feedback": "aftersales_app.permissions.feedback_query",
	"Aftersales Feedback Invitation": "aftersales_app.permissions.feedback_query",
	"Aftersales Reveal": "aftersales_app.permissions.reveal_query",
	"Aftersales Privacy Request": "aftersales_app.permissions.company_query",
	"Aftersales Supplier Recovery": "aftersales_app.permissions.booking_query",
	"Aftersales Service Policy": "aftersales_app.permissions.policy_query",
	"Aftersales What-if": "aftersales_app.permissions.what_if_query",
	"Aftersales Assessment Deduction": "aftersales_app.permissions.rows_query",
	"Aftersales Assessment Indicator": "aftersales_app.permissions.rows_query",
	"Aftersales Backfill Reason": "aftersales_app.permissions.rows_query",
	"Aftersales Call Attempt": "aftersales_app.permissions.rows_query",
	"Aftersales Claim Cost": "aftersales_app.permissions.rows_query",
	"Aftersales Claim Fact": "aftersales_app.permissions.rows_query",
	"Aftersales Complaint Event": "aftersales_app.permissions.rows_query",
	"Aftersales Complaint Subject": "aftersales_app.permissions.rows_query",
	"Aftersales Coverage Term": "aftersales_app.permissions.rows_query",
	"Aftersales Evaluation Appeal": "aftersales_app.permissions.rows_query",
	"Aftersales Evaluation Figure": "aftersales_app.permissions.rows_query",
	"Aftersales Evaluation Point": "aftersales_app.permissions.rows_query",
	"Aftersales Evaluation Term": "aftersales_app.permissions.rows_query",
	"Aftersales Feedback Tick": "aftersales_app.permissions.rows_query",
	"Aftersales Problem Event": "aftersales_app.permissions.rows_query",
	"Aftersales Objective Exclusion": "aftersales_app.permissions.rows_query",
	"Aftersales Performance Part": "aftersales_app.permissions.rows_query",
	"Aftersales Product Owner": "aftersales_app.permissions.rows_query",
	"Aftersales Product Part": "aftersales_app.permissions.rows_query",
	"Aftersales Privacy Count": "aftersales_app.permissions.rows_query",
	"Aftersales Privacy Event": "aftersales_app.permissions.rows_query",
	"Aftersales Product Reading": "aftersales_app.permissions.rows_query",
	"Aftersales Recovery Answer": "aftersales_app.permissions.rows_query",
	"Aftersales Repair Wait": "aftersales_app.permissions.rows_query",
	"Aftersales Return Finding": "aftersales_app.permissions.rows_query",
	"Aftersales Return Kept Item": "aftersales_app.permissions.rows_query",
	"Aftersales Rule Evidence": "aftersales_app.permissions.rows_query",
	"Aftersales Rule Exclusion": "aftersales_app.permissions.rows_query",
	"Aftersales Statutory Timer": "aftersales_app.permissions.rows_query",
	"Aftersales Import Column": "aftersales_app.permissions.rows_query",
	"Aftersales Import Finding": "aftersales_app.permissions.rows_query",
	"Aftersales Import State": "aftersales_app.permissions.rows_query",
	"Aftersales Policy Target": "aftersales_app.permissions.rows_query",
	"Aftersales Visit Charge": "aftersales_app.permissions.rows_query",
	"Aftersales Visit Check": "aftersales_app.permissions.rows_query",
	"Aftersales Visit Part": "aftersales_app.permissions.rows_query",
	"Aftersales Warning Level": "aftersales_app.permissions.rows_query",
	"Aftersales What-if Crew": "aftersales_app.permissions.rows_query",
	"Aftersales What-if Hour": "aftersales_app.permissions.rows_query",
	"Aftersales What-if Level": "aftersales_app.permissions.rows_query",
	"Aftersales What-if Result": "aftersales_app.permissions.rows_query",
	"Aftersales What-if Staffing": "aftersales_app.permissions.rows_query",
	"Aftersales What-if Warning": "aftersales_app.permissions.warned_query",
	"File": "aftersales_app.permissions.file_query",
}
has_permission = {
	"Aftersales Absence": "aftersales_app.permissions.has_absence_permission",
	"Aftersales Claim": "aftersales_app.permissions.has_company_permission",
	"Aftersales Complaint": "aftersales_app.permissions.has_complaint_permission",
	"Aftersales Decision": "aftersales_app.permissions.has_company_permission",
	"Aftersales Team": "aftersales_app.permissions.has_team_permission",
	"Aftersales Ticket": "aftersales_app.permissions.has_ticket_permission",
	"Aftersales Ticket Event": "aftersales_app.permissions.has_ticket_child_permission",
	"Aftersales Backfill": "aftersales_app.permissions.has_company_permission",
	"Aftersales Coverage": "aftersales_app.permissions.has_company_permission",
	"Aftersales Problem": "aftersales_app.permissions.has_problem_permission",
	"Aftersales Problem Case": "aftersales_app.permissions.has_problem_case_permission",
	"Aftersales Product": "aftersales_app.permissions.has_company_permission",
	"Aftersales Unregistered Sale": "aftersales_app.permissions.has_company_permission",
	"Aftersales Repair": "aftersales_app.permissions.has_repair_permission",
	"Aftersales Verification": "aftersales_app.permissions.has_verification_permission",
	"Aftersales Visit": "aftersales_app.permissions.has_visit_permission",
	"Aftersales Notice": "aftersales_app.permissions.has_notice_permission",
	"Aftersales Exemption": "aftersales_app.permissions.has_ticket_child_permission",
	"Aftersales Warranty Policy": "aftersales_app.permissions.has_company_permission",
	"Aftersales Return": "aftersales_app.permissions.has_booking_permission",
	"Aftersales Call Draw": "aftersales_app.permissions.has_company_permission",
	"Aftersales Evaluation": "aftersales_app.permissions.has_company_permission",
	"Aftersales Department Performance": "aftersales_app.permissions.has_performance_permission",
	"Aftersales Objective": "aftersales_app.permissions.has_objective_permission",
	"Aftersales Objective Period": "aftersales_app.permissions.has_objective_permission",
	"Aftersales Self-Assessment": "aftersales_app.permissions.has_company_permission",
	"Aftersales Extension": "aftersales_app.permissions.has_booking_permission",
	"Aftersales Follow-up Call": "aftersales_app.permissions.has_call_permission",
	"Aftersales Feedback": "aftersales_app.permissions.has_feedback_permission",
	"Aftersales Feedback Invitation": "aftersales_app.permissions.has_feedback_permission",
	"Aftersales Reveal": "aftersales_app.permissions.has_reveal_permission",
	"Aftersales Privacy Request": "aftersales_app.permissions.has_request_permission",
	"Aftersales Supplier Recovery": "aftersales_app.permissions.has_booking_permission",
	"Aftersales Service Policy": "aftersales_app.permissions.has_policy_permission",
	"Aftersales Ticket Daily": "aftersales_app.permissions.has_daily_permission",
	"Aftersales What-if": "aftersales_app.permissions.has_what_if_permission",
	"Communication": "aftersales_app.permissions.has_belonging_permission",
	"File": "aftersales_app.permissions.has_belonging_permission",
}

extend_bootinfo = [
	"aftersales_app.service_desk.boot.extend",
	"aftersales_app.permissions.begin_in_company",
]
app_include_css = ["/assets/aftersales_app/css/desk.css"]
app_include_js = ["/assets/aftersales_app/js/desk.js", "/assets/aftersales_app/js/masking.js"]
# ERPNext's "delete all transactions of a company" leaves the service archive alone.
company_data_to_be_ignored = [
	"Aftersales Backfill",
	"Aftersales Calendar",
	"Aftersales Call Draw",
	"Aftersales Claim",
	"Aftersales Complaint",
	"Aftersales Coverage",
	"Aftersales Decision",
	"Aftersales Department Performance",
	"Aftersales Evaluation",
	"Aftersales Exemption",
	"Aftersales Extension",
	"Aftersales Feedback",
	"Aftersales Feedback Invitation",
	"Aftersales Follow-up Call",
	"Aftersales Import",
	"Aftersales Notice",
	"Aftersales Problem",
	"Aftersales Problem Case",
	"Aftersales Objective",
	"Aftersales Objective Period",
	"Aftersales Privacy Request",
	"Aftersales Product",
	"Aftersales Repair",
	"Aftersales Restricted Record",
	"Aftersales Return",
	"Aftersales Self-Assessment",
	"Aftersales Reveal",
	"Aftersales Service Policy",
	"Aftersales Supplier Recovery",
	"Aftersales Team",
	"Aftersales Ticket",
	"Aftersales Ticket Daily",
	"Aftersales Ticket Event",
	"Aftersales Unregistered Sale",
	"Aftersales Verification",
	"Aftersales Visit",
	"Aftersales Warranty Policy",
	"Aftersales What-if",
]

doctype_js = {
	"Aftersales Claim": [
		"public/js/decision_story.js",
		"public/js/ask_customer.js",
		"public/js/complaints_about.js",
	],
	"Aftersales Complaint": [
		"public/js/problem_links.js",
		"public/js/ask_customer.js",
		"public/js/phone_calls.js",
	],
	"Aftersales Decision": "public/js/decision_story.js",
	"Aftersales Evaluation": "public/js/problem_links.js",
	"Aftersales Feedback": "public/js/complaints_about.js",
	"Aftersales Follow-up Call": ["public/js/phone_calls.js", "public/js/complaints_about.js"],
	"Aftersales Product": "public/js/complaints_about.js",
	"Aftersales Statutory Rule": "public/js/decision_story.js",
	"Aftersales Ticket": [
		"public/js/ticket_views.js",
		"public/js/decision_story.js",
		"public/js/ask_customer.js",
		"public/js/complaints_about.js",
	],
	"Aftersales Visit": "public/js/ask_customer.js",
}
doctype_list_js = {"Aftersales Ticket": "public/js/ticket_views.js"}

website_route_rules = [
	{"from_route": "/feedback/<token>", "to_route": "feedback"},
	{"from_route": "/f/<token>", "to_route": "feedback"},  # a text message has room for seventy characters
	{"from_route": "/r/<key>", "to_route": "report_code"},
]
jinja = {
	"methods": [
		"aftersales_app.service_quality.prints.aftersales_report_code",
		"aftersales_app.service_quality.prints.aftersales_customer_form",
	]
}

standard_queries = {
	**dict.fromkeys(permission_query_conditions, "aftersales_app.aftersales_core.api.search"),
	"Aftersales Ticket": "aftersales_app.service_desk.api.search",
}

override_doctype_class = {"Email Account": "aftersales_app.overrides.email_account.TicketMailbox"}
make_email_body_message = ["aftersales_app.overrides.communication.mark_automatic"]

# What Frappe hands over or redacts of a portal user; the rest of a person's data follows the ledger of privacy requests.
user_data_fields = [
	{
		"doctype": "Aftersales Ticket",
		"filter_by": "contact_email",
		"redact_fields": ["contact_name", "contact_phone", "phone_key"],
	},
	{
		"doctype": "Aftersales Complaint",
		"filter_by": "complainant_email",
		"redact_fields": ["complainant_name", "complainant_phone"],
	},
	{
		"doctype": "Aftersales Feedback Invitation",
		"filter_by": "contact_email",
		"redact_fields": ["contact_phone"],
	},
	{
		"doctype": "Aftersales Privacy Request",
		"filter_by": "email",
		"redact_fields": ["person_name", "phone"],
	},
]

doc_events = {
	"Personal Data Deletion Request": {
		"on_update": "aftersales_app.overrides.deletion_request.on_update",
	},
	"Communication": {
		"after_insert": "aftersales_app.overrides.communication.after_insert",
	},
	"Comment": {
		"validate": "aftersales_app.overrides.remarks.check_comment",
		"on_trash": "aftersales_app.overrides.remarks.check_comment",
	},
	"File": {
		"validate": "aftersales_app.overrides.remarks.check_file",
	},
	"DocShare": {
		"validate": "aftersales_app.overrides.remarks.check_share",
	},
	"ToDo": {
		"validate": "aftersales_app.overrides.remarks.check_assignment",
		"on_trash": "aftersales_app.overrides.remarks.check_removed_assignment",
	},
	"Version": {
		"validate": "aftersales_app.overrides.version.hide_personal_data",
	},
	"Stock Entry": {
		"on_trash": "aftersales_app.overrides.money_documents.on_trash",
	},
	"Sales Invoice": {
		"on_submit": [
			"aftersales_app.overrides.sales_documents.on_submit",
			"aftersales_app.overrides.extension_sales.on_submit",
		],
		"on_cancel": [
			"aftersales_app.overrides.sales_documents.on_cancel",
			"aftersales_app.overrides.extension_sales.on_cancel",
		],
		"on_trash": [
			"aftersales_app.overrides.money_documents.on_trash",
			"aftersales_app.overrides.sales_documents.on_trash",
			"aftersales_app.overrides.return_documents.on_trash",
			"aftersales_app.overrides.extension_sales.on_trash",
		],
	},
	"Delivery Note": {
		"on_submit": "aftersales_app.overrides.sales_documents.on_submit",
		"on_cancel": "aftersales_app.overrides.sales_documents.on_cancel",
		"on_trash": [
			"aftersales_app.overrides.sales_documents.on_trash",
			"aftersales_app.overrides.return_documents.on_trash",
		],
	},
	"Quotation": {
		"on_submit": "aftersales_app.overrides.quotation.on_submit",
		"on_update_after_submit": "aftersales_app.overrides.quotation.on_update_after_submit",
		"on_cancel": "aftersales_app.overrides.quotation.on_cancel",
		"on_trash": "aftersales_app.overrides.quotation.on_trash",
	},
	"Workflow": {
		"validate": [
			"aftersales_app.service_desk.services.flow.check_workflow",
			"aftersales_app.warranty.services.claims.check_workflow",
		],
	},
	"Item": {
		"after_rename": "aftersales_app.overrides.renamed_goods.after_item",
	},
	"Serial No": {
		"after_rename": "aftersales_app.overrides.renamed_goods.after_serial",
	},
	"Customer": {
		"after_rename": "aftersales_app.overrides.renamed_goods.after_customer",
	},
	"Item Group": {
		"on_update": "aftersales_app.aftersales_core.reference.changed",
		"on_trash": "aftersales_app.aftersales_core.reference.changed",
		"after_rename": "aftersales_app.aftersales_core.reference.changed",
	},
	"Customer Group": {
		"on_update": "aftersales_app.aftersales_core.reference.changed",
		"on_trash": "aftersales_app.aftersales_core.reference.changed",
		"after_rename": "aftersales_app.aftersales_core.reference.changed",
	},
	"Company": {
		"after_rename": [
			"aftersales_app.aftersales_core.reference.changed",
			"aftersales_app.overrides.renamed_goods.after_company",
		],
	},
	"User": {
		"on_update": "aftersales_app.aftersales_core.reference.changed",
	},
	"Holiday List": {
		"on_update": "aftersales_app.aftersales_core.reference.changed",
	},
}

auth_hooks = ["aftersales_app.overrides.requests.guard"]  # the first that knows who asks, by session or token
override_whitelisted_methods = {
	"frappe.desk.form.load.getdoc": "aftersales_app.overrides.timeline.getdoc",
	"frappe.desk.form.load.get_docinfo": "aftersales_app.overrides.timeline.get_docinfo",
	"frappe.desk.form.load.get_communications": "aftersales_app.overrides.timeline.get_communications",
}

scheduler_events = {
	"cron": {
		"* * * * *": [
			"aftersales_app.tasks.sweep_tickets",
			"aftersales_app.tasks.deliver_notices",
		],
		"*/5 * * * *": [
			"aftersales_app.tasks.watch_deadlines",
			"aftersales_app.tasks.invite_customers",
			"aftersales_app.tasks.watch_consents",
		],
		"30 2 * * *": ["aftersales_app.tasks.seal_archive"],
		"10 * * * *": ["aftersales_app.tasks.renew_figures"],
		"40 3 * * *": ["aftersales_app.tasks.renew_settling_figures"],
		"20 1 * * *": ["aftersales_app.tasks.settle_warranties"],
		"50 1 * * *": ["aftersales_app.tasks.keep_retention_periods"],
		"0 8 * * *": ["aftersales_app.tasks.raise_follow_ups"],
		"30 6 * * *": ["aftersales_app.tasks.draw_calls"],
		"45 5 * * *": ["aftersales_app.tasks.gather_problem_cases"],
		"0 4 * * *": ["aftersales_app.tasks.draw_up_evaluations"],
		"30 4 * * *": ["aftersales_app.tasks.work_out_objectives"],
	},
}
