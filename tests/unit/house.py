"""Reads the app's source without importing it: which files, which imports, which names, which messages."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "aftersales_app"
DOTTED = re.compile(r"""(?<![\w./])aftersales_app(?:\.\w+)+(?![\w/(-]*\.(?:py|po|js|css))""")


@cache
def python_files() -> tuple[Path, ...]:
	return tuple(sorted(path for path in APP.rglob("*.py") if "node_modules" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
	return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def where(path: Path, node: ast.AST | None = None) -> str:
	return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def module_of(path: Path) -> str:
	parts = path.relative_to(ROOT).with_suffix("").parts
	return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def file_of(module: str) -> Path | None:
	"""The file that defines a module, or None where there is none (a function's name, say)."""
	base = ROOT.joinpath(*module.split("."))
	return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None)


def imports(path: Path) -> Iterator[tuple[str, ast.AST]]:
	"""Every module that a file imports, wherever in the file: `from a import b` is a.b where that is a module."""
	package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
	for node in ast.walk(tree(path)):
		if isinstance(node, ast.Import):
			yield from ((alias.name, node) for alias in node.names)
		elif isinstance(node, ast.ImportFrom):
			base = node.module or ""
			if node.level:
				above = package.split(".")[: len(package.split(".")) - node.level + 1]
				base = ".".join([*above, *filter(None, [node.module])])
			for alias in node.names:
				full = f"{base}.{alias.name}"
				yield (full if file_of(full) else base), node


@cache
def names_in(path: Path) -> dict[str, ast.AST]:
	"""What a module offers at its top level: functions, classes, assignments and what it imports."""
	found: dict[str, ast.AST] = {}
	for node in tree(path).body:
		if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
			found[node.name] = node
		elif isinstance(node, ast.Import | ast.ImportFrom):
			found.update({(alias.asname or alias.name).split(".")[0]: node for alias in node.names})
		elif isinstance(node, ast.Assign):
			found.update({name.id: node for name in node.targets if isinstance(name, ast.Name)})
		elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
			found[node.target.id] = node
	return found


def resolve(dotted: str) -> ast.AST | None:
	"""The definition behind a dotted path, through re-exports; a module itself counts; None where it leads nowhere."""
	if path := file_of(dotted):
		return tree(path)
	module, _, name = dotted.rpartition(".")
	path = file_of(module) if module else None
	found = names_in(path).get(name) if path else None
	if isinstance(found, ast.ImportFrom) and found.module and not found.level:
		original = next(alias.name for alias in found.names if (alias.asname or alias.name) == name)
		return resolve(f"{found.module}.{original}") or (
			None if found.module.startswith("aftersales_app") else found
		)
	return found


def methods_of(path: Path) -> dict[str, ast.FunctionDef]:
	"""The methods of a file's classes, with those that they inherit from classes of ours."""
	found: dict[str, ast.FunctionDef] = {}
	for node in tree(path).body:
		if isinstance(node, ast.ClassDef):
			for base in node.bases:
				above = names_in(path).get(ast.unparse(base))
				if isinstance(above, ast.ImportFrom) and (file := file_of(above.module or "")):
					found |= methods_of(file)
			found |= {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
	return found


def is_whitelisted(function: ast.AST | None) -> bool:
	decorators = getattr(function, "decorator_list", [])
	return any("whitelist" in ast.unparse(decorator) for decorator in decorators)


def client_scripts() -> list[Path]:
	return sorted(
		path
		for path in APP.rglob("*")
		if path.suffix in (".js", ".html", ".vue") and "node_modules" not in path.parts
	)


def records() -> Iterator[tuple[Path, dict]]:
	"""Every record that ships as JSON; a file may hold one or a list."""
	for path in sorted(APP.rglob("*.json")):
		content = json.loads(path.read_text(encoding="utf-8"))
		yield from (
			(path, record)
			for record in (content if isinstance(content, list) else [content])
			if isinstance(record, dict)
		)


def messages() -> dict[str, str]:
	"""Every sentence given to _(), _lt() or __(), and where it was first met."""
	found: dict[str, str] = {}
	for path in (*python_files(), *client_scripts()):
		if path.suffix == ".html":
			continue
		language, keywords = (
			("python", {"_": None, "_lt": None}) if path.suffix == ".py" else ("javascript", {"__": None})
		)
		with path.open("rb") as source:
			for line, message, *_ in extract(language, source, keywords=keywords):
				text = message if isinstance(message, str) else message[0]
				found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
	return found


LABELS = ("label", "description", "report_name", "title", "chart_name", "format")
KINDS = (
	"DocType",
	"Report",
	"Workspace",
	"Number Card",
	"Dashboard Chart",
	"Print Format",
	"Web Form",
	"Notification",
)


def labels() -> dict[str, str]:
	"""What people read of the records we ship: names, labels, descriptions, choices."""
	found: dict[str, str] = {}
	for path, record in records():
		if record.get("doctype") not in KINDS:
			continue
		rows = [
			row
			for value in record.values()
			if isinstance(value, list)
			for row in value
			if isinstance(row, dict)
		]
		read = [record.get("name"), record.get("module")]
		for row in (record, *rows):
			read += [row.get(key) for key in LABELS]
			if row.get("fieldtype") == "Select":
				read += str(row.get("options") or "").split("\n")
		for text in filter(None, read):
			found.setdefault(str(text), str(path.relative_to(ROOT)))
	return found
