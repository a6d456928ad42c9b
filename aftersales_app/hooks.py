app_name = "aftersales_app"
app_title = "Aftersales"
app_publisher = "Aftersales"
app_description = "After-sales service as one closed loop, on ERPNext"
app_email = "hello@aftersales.example"
app_license = "gpl-3.0"
required_apps = ["frappe/erpnext"]
