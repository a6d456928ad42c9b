"""The shipped board: a card shows what the list has fetched, nothing more."""

import ast
import json
import re

from house import APP, names_in

TICKET = APP / "service_desk/doctype/aftersales_ticket"


def test_what_a_card_shows_is_fetched():
	script = (TICKET / "aftersales_ticket_list.js").read_text(encoding="utf-8")
	added = re.search(r"add_fields: (\[.*?\])", script, re.DOTALL).group(1)
	meta = json.loads((TICKET / "aftersales_ticket.json").read_text(encoding="utf-8"))
	listed = {field["fieldname"] for field in meta["fields"] if field.get("in_list_view")}
	shown = ast.literal_eval(names_in(APP / "setup/desk.py")["ON_CARD"].value)
	assert not set(shown) - listed - set(json.loads(added))
