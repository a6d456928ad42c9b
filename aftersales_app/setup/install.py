"""What happens when the app comes to a site, and after each migration: the app's own parts are made whenever they are
missing, what belongs to the site's owner only once."""

import frappe

from aftersales_app.setup import (
	access,
	custom_fields,
	database,
	desk,
	mail_seeds,
	quality_seeds,
	roles,
	script_seeds,
	seeds,
	warranty_seeds,
	workflow,
)


def before_install() -> None:
	"""Frappe keeps a site's map of modules in Redis. Where it was made before the app was got, nothing of the app would be
	synced: make it anew."""
	if "aftersales_app" not in frappe.local.app_modules:
		frappe.cache.delete_value("app_modules")
		frappe.setup_module_map()


def after_install() -> None:
	_prepare()
	seeds.seed()
	desk.seed()
	seeds.quiet_hours()
	warranty_seeds.seed()
	seeds.claim_limits()
	quality_seeds.seed()
	mail_seeds.seed()
	script_seeds.seed()
	quality_seeds.weights()
	quality_seeds.retention()
	access.grant()


def after_migrate() -> None:
	_prepare()


def _prepare() -> None:
	custom_fields.seed()
	roles.seed()
	database.prepare()
	workflow.seed()
