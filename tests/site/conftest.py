"""Site tests: one connection for the session, everything rolled back after every test.

`frappe.flags.in_test` stays unset, since v15 skips Version rows and role checks under it. Jobs never reach Redis;
`run_jobs()` runs them here. A test marked `committing` may commit and cleans up after itself.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import frappe
import pytest
from frappe.utils import background_jobs

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
SITES = Path(frappe.__file__).resolve().parents[3] / "sites"
PRODUCT = str(Path(frappe.__file__).resolve().parents[2] / "aftersales_app" / "aftersales_app")


@pytest.fixture(scope="session", autouse=True)
def site() -> Iterator[str]:
	name = os.environ.get("AFTERSALES_TEST_SITE") or pytest.exit("set AFTERSALES_TEST_SITE", 4)
	os.chdir(SITES)
	frappe.init(site=name, sites_path=str(SITES))
	if not frappe.conf.allow_tests:
		pytest.exit(f"{name} does not allow tests: bench --site {name} set-config allow_tests true", 4)
	frappe.connect()
	frappe.db.set_default("date_format", "yyyy-mm-dd")  # as China's record has it; the set-up leaves another
	frappe.db.commit()
	yield name
	frappe.destroy()


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
	"""The jobs that were enqueued, in order, as the keyword arguments a worker would get."""
	waiting: list[dict] = []

	class Queue:
		count = 0

		def enqueue_call(self, *args: object, kwargs: dict, **options: object) -> None:
			waiting.append(kwargs)

	monkeypatch.setattr(background_jobs, "get_queue", lambda *args, **kwargs: Queue())
	return waiting


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest, site: str, jobs: list[dict]) -> Iterator[None]:
	real, committed = frappe.db.commit, []

	def commit() -> None:
		frame = sys._getframe(1)
		if frame.f_code.co_filename.startswith(PRODUCT):
			committed.append(f"{frame.f_code.co_filename}:{frame.f_lineno}")

	if not request.node.get_closest_marker("committing"):
		frappe.db.commit = commit
	try:
		yield
	finally:
		frappe.db.commit = real
		frappe.db.rollback()
		frappe.local.message_log, frappe.local.response = [], frappe._dict(docs=[])
		frappe.set_user("Administrator")
		frappe.clear_cache()
	assert not committed, f"product code committed: {', '.join(committed)}"


@pytest.fixture
def run_jobs(jobs: list[dict]) -> Callable[[], int]:
	"""Run what was enqueued, jobs waiting for the commit and jobs of jobs included; says how many ran."""

	def run() -> int:
		done, caller = 0, frappe.session.user
		frappe.db.after_commit.run()
		while jobs:
			job = jobs.pop(0)
			method = frappe.get_attr(job["method"]) if isinstance(job["method"], str) else job["method"]
			frappe.set_user(job["user"])
			method(**job["kwargs"])
			frappe.db.after_commit.run()
			done += 1
		frappe.set_user(caller)
		return done

	return run


@pytest.fixture
def as_user() -> Callable:
	"""`with as_user("Service Agent") as user:` a user with exactly these roles, or an existing one by its e-mail."""

	@contextmanager
	def switch(*who: str) -> Iterator[str]:
		before, known = frappe.session.user, "@" in who[0] or who[0] in ("Administrator", "Guest")
		user = who[0] if known else make_user(*who)
		frappe.set_user(user)
		try:
			yield user
		finally:
			frappe.set_user(before)

	return switch


@pytest.fixture(scope="module")
def people(site: str) -> Iterator[dict[str, str]]:
	"""A user per role, by role; made once for a module with many cases."""
	from aftersales_app.setup.roles import ROLES

	made = {role: make_user(role) for role in ROLES}
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	for user in made.values():
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()


@pytest.fixture
def count_queries() -> Callable:
	"""`with count_queries() as seen:` collects the statements sent to the database."""

	@contextmanager
	def collect() -> Iterator[list[str]]:
		real, seen = frappe.db.sql, []

		def sql(query: object, *args: object, **kwargs: object) -> object:
			if kwargs.get("run", True):
				seen.append(str(query))
			return real(query, *args, **kwargs)

		frappe.db.sql = sql
		try:
			yield seen
		finally:
			frappe.db.sql = real

	return collect


def make_user(*roles: str) -> str:
	from factories.people import make_user as make

	return make(*roles)


def pytest_configure(config: pytest.Config) -> None:
	config.addinivalue_line("markers", "committing: commits on purpose and cleans up after itself")
