"""Browser tests: a real Chromium against the running site, signed in as a person with the role in question.

`sign_in("Service Agent")` gives a page of a fresh browser context. What a test makes on the site is committed, so
it carries names of its own; the site is dropped afterwards. A script error on any page fails the test.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import frappe
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
SITES = Path(frappe.__file__).resolve().parents[3] / "sites"
FLAGS = (
	"--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
	" --disable-component-update --disable-sync"
).split()
PASSWORD = "Open-Sesame-2024"
# From within the page: only the browser knows that *.localhost is this machine.
LOGIN = """async (form) =>
	(await fetch("/api/method/login", { method: "POST", body: new URLSearchParams(form) })).status"""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
	"""A connection of our own to the same site, for making records and for looking at what a click did."""
	name = os.environ.get("AFTERSALES_TEST_SITE") or pytest.exit("set AFTERSALES_TEST_SITE", 4)
	os.chdir(SITES)
	frappe.init(site=name, sites_path=str(SITES))
	if not frappe.conf.allow_tests:
		pytest.exit(
			f"{name} does not allow tests: bench --site {name} set-config allow_tests True --parse", 4
		)
	frappe.connect()
	yield name
	frappe.destroy()


@pytest.fixture(autouse=True)
def fresh_view(site: str) -> Iterator[None]:
	"""Each test sees what the web server wrote before it, and leaves no transaction open."""
	frappe.db.rollback()
	yield
	frappe.db.rollback()
	frappe.set_user("Administrator")


@pytest.fixture(scope="session")
def address() -> str:
	return os.environ["AFTERSALES_TEST_URL"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
	path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
		yield browser
		browser.close()


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
	"""`open_page()` a guest's page; further keyword arguments are those of a browser context (viewport, locale)."""
	contexts: list[BrowserContext] = []
	errors: list[str] = []

	def start(**options: object) -> Page:
		context = chromium.new_context(
			base_url=address, **{"viewport": {"width": 1400, "height": 900}, "locale": "en-US", **options}
		)
		contexts.append(context)
		context.on("weberror", lambda failure: errors.append(str(failure.error)))
		context.set_default_timeout(20_000)
		return context.new_page()

	yield start
	for context in contexts:
		context.close()
	assert not errors, f"script errors on the page: {errors}"


@pytest.fixture
def sign_in(site: str, open_page: Callable[..., Page]) -> Callable[..., Page]:
	"""`sign_in("Service Agent", language="zh")`: a new person with these roles, signed in, still on the sign-in page."""
	from factories.people import make_user

	def enter(*roles: str, language: str = "en", **options: object) -> Page:
		user = make_user(*roles, new_password=PASSWORD, language=language)
		frappe.db.commit()
		page = open_page(**options)
		page.goto("/login")
		assert page.evaluate(LOGIN, {"usr": user, "pwd": PASSWORD}) == 200
		return page

	return enter


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page], None]:
	"""Keep a screenshot named after the test, where AFTERSALES_SCREENSHOTS names a folder."""

	def keep(page: Page, suffix: str = "") -> None:
		if folder := os.environ.get("AFTERSALES_SCREENSHOTS"):
			page.screenshot(path=Path(folder) / f"{request.node.name}{suffix}.png")

	return keep


@pytest.fixture
def agent(sign_in: Callable[..., Page]) -> Callable[..., tuple[Page, str, str]]:
	"""`agent()`: a signed-in agent in a team of their own: the page, the user, the team. `colleagues` are its other members."""
	from factories.service import make_team

	def enter(
		role: str = "Service Agent", colleagues: Sequence[str] = (), **options: object
	) -> tuple[Page, str, str]:
		page = sign_in(role, **options)
		page.goto("/app")
		page.wait_for_function("() => window.frappe && frappe.boot")
		user = page.evaluate("() => frappe.session.user")
		frappe.db.rollback()
		team = make_team([user, *colleagues])
		frappe.db.commit()
		return page, user, team

	return enter
