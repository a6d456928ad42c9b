"""A run of everything leaves nothing out in silence; and what `bench get-app` reads of the checkout is there."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec

import pytest
from factories.prerequisites import COMPLETE, unavailable
from house import APP, ROOT, names_in

# who may be left out, with a reason: another app, and what takes minutes
MAY_SKIP = {"tests/site/test_hrms.py", "tests/site/test_demo.py", "tests/factories/prerequisites.py"}


@pytest.fixture
def at_home(monkeypatch):
	for name in COMPLETE:
		monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", COMPLETE)
def test_what_is_missing_fails_where_everything_is_to_run(at_home, monkeypatch, name):
	monkeypatch.setenv(name, "true")
	with pytest.raises(pytest.fail.Exception, match="no mail server"):
		unavailable("no mail server")


def test_what_is_missing_is_skipped_elsewhere(at_home, monkeypatch):
	monkeypatch.setenv("CI", "false")
	with pytest.raises(pytest.skip.Exception, match="no mail server"):
		unavailable("no mail server")


def test_no_test_skips_by_itself():
	silent = [
		str(path.relative_to(ROOT))
		for path in sorted((ROOT / "tests").rglob("*.py"))
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
		if isinstance(node, ast.Call) and ast.unparse(node.func) in ("pytest.skip", "pytest.mark.skipif")
	]
	assert set(silent) <= MAY_SKIP


def test_make_test_leaves_nothing_out():
	script = (ROOT / "scripts/test").read_text(encoding="utf-8")
	assert re.search(r'"\$kind" = all \]; then export AFTERSALES_COMPLETE=1', script)


# bench get-app


def metadata() -> dict:
	tomllib = find_spec("tomllib") and import_module("tomllib")
	if not tomllib:
		unavailable("reading pyproject.toml needs Python 3.11")
	return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_get_app_finds_name_version_and_hooks():
	"""bench takes the app's name from pyproject, or from setup.py; the package of that name must be beside it, with a version and hooks."""
	project = metadata()["project"]
	assert project["name"] == APP.name == names_in(APP / "hooks.py")["app_name"].value.value
	assert "version" in project["dynamic"]
	version = names_in(APP / "__init__.py")["__version__"].value.value
	assert re.fullmatch(r"\d+\.\d+\.\d+", version)
	assert (ROOT / "setup.py").is_file() and (ROOT / project["readme"]).is_file()
	assert (ROOT / project["license"]["file"]).is_file()
	assert {line for line in (APP / "modules.txt").read_text(encoding="utf-8").splitlines() if line.strip()}
	assert (APP / "patches.txt").is_file()


def test_get_app_is_told_of_frappe_and_erpnext():
	needs = metadata()["tool"]["bench"]["frappe-dependencies"]
	assert set(needs) == {"frappe", "erpnext"}
	required = ast.literal_eval(names_in(APP / "hooks.py")["required_apps"].value)
	assert required == ["frappe/erpnext"]


def test_get_app_builds_with_what_the_metadata_names():
	build = metadata()["build-system"]
	assert build["build-backend"] == "flit_core.buildapi"
	assert any(need.startswith("flit_core") for need in build["requires"])


def test_the_documented_command_is_that_of_the_readme():
	for page in ("README.md", "docs/setting-up.md", "docs/zh/setting-up.md"):
		assert "bench get-app <this repository>" in (ROOT / page).read_text(encoding="utf-8"), page
