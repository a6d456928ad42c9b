"""The rules of the house, read from the source: see CONTRIBUTING.md. A failing line says which file and line."""

import ast
import json
import re
import sys

import pytest
from house import (
	APP,
	DOTTED,
	client_scripts,
	file_of,
	imports,
	is_whitelisted,
	methods_of,
	module_of,
	names_in,
	python_files,
	records,
	resolve,
	tree,
	where,
)

from aftersales_app import hooks
from aftersales_app.domain import assignment

SCIENCE = {"numpy", "scipy", "rjieba", "yaml"}
# Who may be imported by whom: a room imports from its own level and below.
LEVELS = (
	{"domain", "compat"},
	{"core"},
	{"queries", "integrations", "permissions"},
	{"services"},
	{"edge"},
	{"setup"},
)
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
# Modules of the app, each used by those after it.
MODULES = (
	("aftersales_core",),
	("service_staff", "warranty"),
	("service_desk",),
	("service_quality",),
	("service_improvement",),
)
RANK = {name: rank for rank, names in enumerate(MODULES) for name in names}
FREE = ("setup", "patches", "compat.py")  # the last stands in for methods of Frappe, which ask its flags
EDGES = ("api", "doctype", "report", "web_form", "page")
# What every module stands on, so it needs no way through the services.
FOUNDATIONS = {
	"aftersales_core",
	"aftersales_core.messages",
	"aftersales_core.attempts",
	"aftersales_core.contents",
	"aftersales_core.document",
	"aftersales_core.figures",
	"aftersales_core.files",
	"aftersales_core.frames",
	"aftersales_core.masking",
	"aftersales_core.moments",
	"aftersales_core.requests",
	"aftersales_core.reference",
	"aftersales_core.rows",
	"aftersales_core.sentences",
	"aftersales_core.transaction",
}
# Codes that only a mistake in the program can raise: nobody has to read them in their language.
MISTAKES = {
	"interval_reversed",
	"link_key_without_secret",
	"link_key_without_value",
	"moment_without_zone",
	"unknown_strategy",
	"unsealable_value",
}
# Codes whose sentence is still to be written; a written one must leave this list.
AWAITED: set[str] = set()


def room(module: str) -> str:
	"""domain, compat, core, queries, integrations, permissions, services, edge or setup."""
	first, second = [*module.split(".")[1:], "", ""][:2]
	if first in ("", "domain"):
		return "domain"
	if first in ("compat", "integrations", "permissions"):
		return first
	if first in (*FREE, "hooks"):
		return "setup"
	if first not in RANK or second in EDGES:
		return "edge"
	if module.split(".", 1)[1] in FOUNDATIONS:
		return "core"
	return "queries" if second == "queries" else "services"


def own_imports():
	for path in python_files():
		for target, node in imports(path):
			if target.split(".")[0] == "aftersales_app":
				yield path, module_of(path), target, node


def test_imports_point_downwards():
	wrong = [
		f"{where(path, node)}: {room(source)} imports {target}"
		for path, source, target, node in own_imports()
		if LEVEL[room(target)] > LEVEL[room(source)]
	]
	assert not wrong, "\n".join(wrong)


def test_modules_know_lower_modules_only_and_through_their_services():
	wrong = []
	for path, source, target, node in own_imports():
		mine, theirs = source.split(".")[1:2], target.split(".")[1:2]
		if mine == theirs or not (mine and theirs and mine[0] in RANK and theirs[0] in RANK):
			continue
		if RANK[theirs[0]] >= RANK[mine[0]]:
			wrong.append(f"{where(path, node)}: {mine[0]} may not know {theirs[0]}")
		elif room(target) != "core" and target.split(".")[2:3] != ["services"]:
			wrong.append(f"{where(path, node)}: {target} is reached past its services")
	assert not wrong, "\n".join(wrong)


def test_the_domain_is_pure():
	allowed = set(sys.stdlib_module_names) | SCIENCE
	wrong = [
		f"{where(path, node)}: {target}"
		for path in python_files()
		if path.is_relative_to(APP / "domain")
		for target, node in imports(path)
		if not target.startswith("aftersales_app.domain") and target.split(".")[0] not in allowed
	]
	assert not wrong, "\n".join(wrong)


def test_only_the_integration_knows_erpnext():
	wrong = [
		f"{where(path, node)}: {target}"
		for path in python_files()
		if not path.is_relative_to(APP / "integrations") and not path.is_relative_to(APP / "setup")
		for target, node in imports(path)
		if target.split(".")[0] in ("erpnext", "hrms")
	]
	assert not wrong, "\n".join(wrong)


def bypass(node: ast.AST) -> str | None:
	"""What goes round permission, transaction or query builder in this node, if anything."""
	if isinstance(node, ast.keyword) and node.arg == "ignore_permissions":
		return None if isinstance(node.value, ast.Constant) and not node.value.value else "ignore_permissions"
	if isinstance(node, ast.Attribute):
		text = ast.unparse(node)
		if node.attr == "ignore_permissions":
			return "ignore_permissions"
		return (
			text
			if text in ("frappe.db.commit", "frappe.db.sql", "frappe.flags", "frappe.local.flags")
			else None
		)
	return None


def test_product_code_bypasses_nothing():
	wrong = [
		f"{where(path, node)}: {found}"
		for path in python_files()
		if path.relative_to(APP).parts[0] not in FREE
		for parent in ast.walk(tree(path))
		for node in ast.iter_child_nodes(parent)
		if (found := bypass(node))
	]
	assert not wrong, "\n".join(wrong)


def test_controllers_are_short():
	long = {
		str(path.relative_to(APP)): lines
		for path in APP.glob("*/doctype/*/*.py")
		if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 140
	}
	assert not long


def test_rows_of_tables_are_rows():
	"""A DocType that is a table must refuse to be changed past its document: Frappe's REST would let it."""
	loose = [
		str(path.relative_to(APP))
		for path in APP.glob("*/doctype/*/*.json")
		if json.loads(path.read_text(encoding="utf-8")).get("istable")
		and "(AftersalesRow)" not in path.with_suffix(".py").read_text(encoding="utf-8")
	]
	assert not loose


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
	"""Lines of a function without its docstring."""
	body = function.body[1:] if ast.get_docstring(function) else function.body
	return (body[-1].end_lineno - body[0].lineno + 1) if body else 0


def test_functions_are_short():
	long = [
		f"{where(path, node)}: {node.name} has {length(node)} lines"
		for path in python_files()
		for node in ast.walk(tree(path))
		if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > 50
	]
	assert not long, "\n".join(long)


def test_hooks_lead_somewhere():
	texts = [
		node
		for node in ast.walk(tree(APP / "hooks.py"))
		if isinstance(node, ast.Constant) and isinstance(node.value, str)
	]
	wrong = [text.value for text in texts if DOTTED.fullmatch(text.value) and not resolve(text.value)]
	for text in texts:
		if text.value.startswith("/assets/aftersales_app/"):
			asset = APP / "public" / text.value.removeprefix("/assets/aftersales_app/")
			wrong += [] if asset.is_file() else [text.value]
	assert not wrong


def test_the_archive_outlives_the_deletion_of_a_company_s_transactions():
	"""ERPNext deletes what has a link to the company and is not named by this hook."""
	of_a_company = set()
	for path in APP.glob("*/doctype/*/*.json"):
		doctype = json.loads(path.read_text(encoding="utf-8"))
		links = [field for field in doctype.get("fields", ()) if field.get("options") == "Company"]
		if any(field["fieldtype"] == "Link" for field in links) and not doctype.get("istable"):
			of_a_company.add(doctype["name"])
	assert set(hooks.company_data_to_be_ignored) == of_a_company


def test_patches_exist():
	lines = [line.split("#")[0].strip() for line in (APP / "patches.txt").read_text().splitlines()]
	patches = [line.split()[0] for line in lines if line and not line.startswith("[")]
	missing = [patch for patch in patches if not (file_of(patch) and "execute" in names_in(file_of(patch)))]
	assert not missing
	assert len(patches) == len(set(patches))


def test_records_name_methods_that_exist():
	wrong = [
		f"{path.relative_to(APP)}: {dotted}"
		for path in {path for path, _ in records()}
		for dotted in DOTTED.findall(path.read_text(encoding="utf-8"))
		if not resolve(dotted)
	]
	assert not wrong


def test_client_scripts_call_whitelisted_functions():
	wrong = [
		f"{path.relative_to(APP)}: {dotted}"
		for path in client_scripts()
		for dotted in re.findall(
			r"""["'`](aftersales_app(?:\.\w+)+)["'`]""", path.read_text(encoding="utf-8")
		)
		if not is_whitelisted(resolve(dotted))
	]
	assert not wrong


FORM_CALL = re.compile(r"""frm\.call\(\s*(?:["'](\w+)["']|\{[^}]*?method:\s*["'](\w+)["'])""")


def test_forms_call_whitelisted_methods_of_their_document():
	wrong = []
	for script in APP.glob("*/doctype/*/*.js"):
		methods = methods_of(script.with_name(f"{script.parent.name}.py"))
		called = [one or other for one, other in FORM_CALL.findall(script.read_text(encoding="utf-8"))]
		wrong += [
			f"{script.relative_to(APP)}: {name}" for name in called if not is_whitelisted(methods.get(name))
		]
	assert not wrong


def sentences(module: str, name: str = "SENTENCES") -> set[str]:
	return {key.value for key in names_in(APP / module)[name].value.keys}


def test_every_code_of_the_domain_has_a_sentence():
	known = sentences("aftersales_core/messages.py") | sentences("aftersales_core/sentences.py")
	calls = [
		(path, node)
		for path in python_files()
		if path.is_relative_to(APP / "domain")
		for node in ast.walk(tree(path))
		if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Reason", "DomainError"))
	]
	codes = {
		node.args[0].value: where(path, node)
		for path, node in calls
		if node.args and isinstance(node.args[0], ast.Constant)
	}
	assert codes, "no code found: has the way of raising them changed?"
	dumb = [f"{place}: {code}" for code, place in codes.items() if code not in known | MISTAKES | AWAITED]
	assert not dumb, "no sentence for:\n" + "\n".join(dumb)
	assert not AWAITED & known, "written by now: take it off the list"


def test_what_decides_on_an_assignee_is_said_of_the_winner_and_of_the_loser():
	measures = {code for strategy in assignment.STRATEGIES.values() for code, _measure in strategy}
	said = sentences("aftersales_core/messages.py")
	assert measures | {"later_by_name"} <= said
	won_by = sentences("aftersales_core/messages.py", "WON_BY")
	assert won_by == measures | {"later_by_name", "only_candidate"}


@pytest.mark.parametrize(
	("dotted", "stands"),
	[
		("aftersales_app.hooks", True),
		("aftersales_app.hooks.app_name", True),
		("aftersales_app.domain.errors.DomainError", True),
		("aftersales_app.domain.errors.NoSuchThing", False),
		("aftersales_app.no_such_room.function", False),
	],
)
def test_the_resolver_itself(dotted, stands):
	assert bool(resolve(dotted)) is stands


def test_scripts_of_one_form_share_no_names():
	"""Frappe runs a form's own script and those of the hooks as one: a name that two of them declare stops them all."""
	wrong = []
	for path in APP.glob("*/doctype/*/*.json"):
		name = json.loads(path.read_text(encoding="utf-8"))["name"]
		hooked = hooks.doctype_js.get(name, [])
		scripts = [
			path.with_suffix(".js"),
			*(APP / one for one in ([hooked] if isinstance(hooked, str) else hooked)),
		]
		names = [
			declared
			for script in scripts
			if script.exists()
			for declared in re.findall(
				r"^(?:const|let|class|async function|function) (\w+)",
				script.read_text(encoding="utf-8"),
				re.M,
			)
		]
		wrong += [f"{name}: {one}" for one in sorted({one for one in names if names.count(one) > 1})]
	assert not wrong, "\n".join(wrong)


def test_a_code_has_one_sentence():
	"""Where two files have a sentence for a code, the second would never be read."""

	def codes(name: str) -> list[str]:
		dicts = [
			node.value
			for node in tree(APP / "aftersales_core" / name).body
			if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SENTENCES"
		]
		return [key.value for one in dicts for key in one.keys if isinstance(key, ast.Constant)]

	both = [*codes("messages.py"), *codes("sentences.py")]
	assert len(both) > 300
	in_other_words = {"no_mapping_fits", "wrong_encoding"}  # on a form, and where there is none
	assert {code for code in both if both.count(code) > 1} == in_other_words
