"""The examples of docs/warranty-decisions.md do what the page says, in both languages."""

import re
from datetime import date

import pytest
import yaml
from cases import CONFIRMED, case
from house import ROOT
from state_calendar import CHINA

from aftersales_app.domain.norm_book import NormBook
from aftersales_app.domain.norm_file import book_of, shipped
from aftersales_app.domain.remedies import decide

PAGES = [ROOT / "docs" / "warranty-decisions.md", ROOT / "docs" / "zh" / "warranty-decisions.md"]


def block(page, language):
	return re.search(rf"```{language}\n(.*?)```", page.read_text("utf-8"), re.DOTALL).group(1)


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_call_prints_what_the_page_shows(page, capsys):
	exec(block(page, "python"), {})
	assert capsys.readouterr().out == block(page, "text")


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_the_norm_of_ones_own_can_be_read_and_gives_its_remedy(page):
	own = book_of([yaml.safe_load(block(page, "yaml"))])
	law = shipped("cn")
	told = {**CONFIRMED, "delivered_on": "06-03", "in_warranty": True, "repair_count": 0}
	one = case("phone", "06-25", **told)
	assert decide(one, law, CHINA).names == {"repair"}
	both = decide(one, NormBook((*law.norms, *own.norms), law.categories), CHINA)
	assert both.names == {"repair", "exchange"}
	assert both.remedy("exchange").until == date(2025, 7, 3)
