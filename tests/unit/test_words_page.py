"""docs/words.md and docs/zh/words.md say what the source says: `python scripts/words.py` writes them anew."""

import importlib.util
import re

import pytest
from house import ROOT

from aftersales_app.domain.case_facts import CHOICES, FACTS
from aftersales_app.domain.norm_file import shipped
from aftersales_app.domain.norms import REMEDIES

spec = importlib.util.spec_from_file_location("words", ROOT / "scripts" / "words.py")
words = importlib.util.module_from_spec(spec)
spec.loader.exec_module(words)
LANGUAGES = sorted(words.PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_current(language):
	assert words.PAGES[language].read_text(encoding="utf-8") == words.page(language), (
		"python scripts/words.py"
	)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_on_the_page(language):
	told = set(re.findall(r"`([^`]+)`", words.page(language)))
	categories = {category for _country, category in shipped().categories if category}
	assert {*FACTS, *REMEDIES, *categories, *(word for known in CHOICES.values() for word in known)} <= told


def test_every_category_has_a_title_and_no_title_is_of_another():
	assert {code or words.EVERYTHING for _country, code in shipped().categories} == set(words._titles())


def test_every_fact_and_remedy_is_explained_in_chinese():
	rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", words.page("zh"), re.M)
	assert not [word for word, label in rows if not re.search("[\u4e00-\u9fff]", label)]


def test_a_remark_is_about_a_fact_that_there_is():
	assert set(words.REMARKS) <= set(FACTS)


@pytest.mark.parametrize("folder", [ROOT / "docs", ROOT / "docs" / "zh"])
def test_the_pages_on_cases_lead_there(folder):
	for page in ("warranty-decisions.md", "command-line.md"):
		assert "(words.md)" in (folder / page).read_text(encoding="utf-8")
