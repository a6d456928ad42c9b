"""What happens when the app comes to a site, and after each migration: the app's own parts are made whenever they are
missing, what belongs to the site's owner only once."""

from aftersales_app.setup import access, custom_fields, database, desk, roles, seeds, workflow


def after_install() -> None:
	_prepare()
	seeds.seed()
	desk.seed()
	seeds.quiet_hours()
	access.grant()


def after_migrate() -> None:
	_prepare()


def _prepare() -> None:
	custom_fields.seed()
	roles.seed()
	database.prepare()
	workflow.seed()
