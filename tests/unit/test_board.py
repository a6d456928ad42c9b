"""The shipped board: a card shows what the list has fetched, nothing more."""

import ast
import json
import re

from house import APP, names_in

from aftersales_app.domain.ticket_flow import CATEGORIES

TICKET = APP / "service_desk/doctype/aftersales_ticket"


def test_what_a_card_shows_is_fetched():
	script = (TICKET / "aftersales_ticket_list.js").read_text(encoding="utf-8")
	added = re.search(r"add_fields: (\[.*?\])", script, re.DOTALL).group(1)
	meta = json.loads((TICKET / "aftersales_ticket.json").read_text(encoding="utf-8"))
	listed = {field["fieldname"] for field in meta["fields"] if field.get("in_list_view")}
	shown = ast.literal_eval(names_in(APP / "setup/desk.py")["ON_CARD"].value)
	assert not set(shown) - listed - set(json.loads(added))


def test_only_new_tickets_are_added_on_the_board():
	"""A card written into another column would be a new ticket all the same."""
	style = (APP / "public/css/desk.css").read_text(encoding="utf-8")
	hidden = re.search(
		r"\.kanban-column:is\((.*?)\)\s*\.add-card \{ display: none; \}", style, re.DOTALL
	).group(1)
	assert set(re.findall(r'data-column-value="(.*?)"', hidden)) == set(CATEGORIES) - {"New"}
