"""A day of work is no 24 hours: spans of working time are shown in hours and minutes."""

import json
import shutil
import subprocess

from factories.prerequisites import unavailable
from house import APP

VIEWS = APP / "public/js/ticket_views.js"
STUBS = """
globalThis.aftersales = {};
globalThis.frappe = { provide() {} };
globalThis.__ = (text, words) => text.replace("{0}", words[0]);
"""


def test_spans_on_the_ticket():
	if not shutil.which("node"):
		unavailable("node is not there")
	asked = "[27 * 3600, 27.5 * 3600, 71 * 3600, -5400, 60, 20].map(aftersales.duration)"
	script = f"{STUBS}{VIEWS.read_text(encoding='utf-8')}\nconsole.log(JSON.stringify({asked}))"
	told = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True).stdout
	assert json.loads(told) == ["27 h", "27 h 30 min", "71 h", "1 h 30 min", "1 min", "20 s"]


def test_fields_of_working_time_hide_days():
	shown = [
		f"{path.stem}.{field['fieldname']}"
		for path in APP.glob("*/doctype/*/*.json")
		for field in json.loads(path.read_text(encoding="utf-8")).get("fields", ())
		if field["fieldtype"] == "Duration" and not field.get("hide_days")
	]
	assert shown == []
