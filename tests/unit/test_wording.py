"""The Chinese reads as Chinese, and each of the two languages as itself: characters, terms, punctuation."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from house import APP, ROOT, client_scripts, records

CHINESE = ("zh", "zh_TW")
HAN = "\u4e00-\u9fff"
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{[\w.]*\}|%[sd]|</?\w+[^>]*>")
HALF_WIDTH = re.compile(
	rf"[{HAN}”」）][,;:!?]|[{HAN}”」）]\.(?!\w)|[,;:!?(][{HAN}“「（]|[{HAN}]\(|[{HAN}]\"|\"[{HAN}]"
)

# Characters of the other script that the codec of a script has all the same, as names or rare words.
OTHERS = {
	"zh": "於後乾徵捱摺夥麽",
	"zh_TW": "万与丰么于云价优体儿党几划厂后听坏复宁尸怀惊愿据机极构柜确离种筑范虫触赶适采",
}
CODEC = {"zh": "gb2312", "zh_TW": "big5"}
# What they say across the strait; the terms are those of our glossary, or of every office program sold there.
ELSEWHERE = {
	"zh": "预设 资讯 资料库 使用者 保固 客诉 到府 滑鼠 萤幕 简讯 透过 连结 网路 软体 汇入 佇列 伺服器".split(),
	"zh_TW": (
		"質量 默認 信息 用戶 渠道 軟件 硬件 網絡 鏈接 數據 屏幕 模板 短信 郵箱 在線 打印 服務器 緩存 文件 "
		"導入 導出 保修 投訴 備件 配件 響應 超時 聯系 聯繫 節假日 調休 上門 菜單 列表 字段 單元格 關鍵詞 服務檯 賬 "
		"釋出 型別 對映 序列號 優先級 批准 生成 身份 跟進 反饋 篡改 站點 審批 培訓 班組 社交媒體 服務專案 合同 匹配 複制"
	).split(),
}


def sayings(language: str) -> Iterator[Message]:
	with (APP / "locale" / f"{language}.po").open("rb") as source:
		yield from (message for message in read_po(source, locale=language) if message.id and message.string)


def wrong(language: str, is_wrong: Callable[[str], object]) -> dict[str, str]:
	return {message.id: message.string for message in sayings(language) if is_wrong(message.string)}


def strange(language: str, text: str) -> list[str]:
	"""Characters that are not of the language's script."""
	return [
		character
		for character in re.findall(f"[{HAN}]", text)
		if character in OTHERS[language] or not character.encode(CODEC[language], "ignore")
	]


@pytest.mark.parametrize("language", ["en", *CHINESE])
def test_placeholders_and_markup_are_those_of_the_source(language):
	assert not [
		(message.id, message.string)
		for message in sayings(language)
		if sorted(PLACEHOLDER.findall(message.id)) != sorted(PLACEHOLDER.findall(message.string))
	]


@pytest.mark.parametrize("language", CHINESE)
def test_every_character_is_of_the_script(language):
	assert not wrong(language, lambda text: strange(language, text))


@pytest.mark.parametrize("language", CHINESE)
def test_no_term_is_from_across_the_strait(language):
	assert not wrong(language, lambda text: [term for term in ELSEWHERE[language] if term in text])


@pytest.mark.parametrize("language", CHINESE)
def test_punctuation_next_to_chinese_is_full_width(language):
	assert not wrong(language, HALF_WIDTH.search)


@pytest.mark.parametrize(("language", "quotes"), [("zh", "「」『』"), ("zh_TW", "“”‘’")])
def test_quotation_marks_are_the_languages_own(language, quotes):
	assert not wrong(language, lambda text: set(quotes) & set(text))


@pytest.mark.parametrize("language", CHINESE)
def test_every_sentence_ends_as_its_source_does(language):
	ends = {message.id: message.string for message in sayings(language) if message.id.endswith(".")}
	assert len(ends) > 100
	assert not {source: text for source, text in ends.items() if not text.endswith("。")}


def test_both_languages_say_the_same_things():
	zh, zh_tw = ({(message.id, message.context) for message in sayings(language)} for language in CHINESE)
	assert zh == zh_tw


@pytest.mark.parametrize("language", CHINESE)
def test_every_word_of_a_template_is_translated(language):
	said = {message.id for message in sayings(language)}
	words = {
		text: path.name
		for path in client_scripts()
		if path.suffix == ".html"
		for _quote, text in re.findall(r"""\b_\((["'])(.+?)\1""", path.read_text(encoding="utf-8"))
	}
	assert words
	assert not {text: place for text, place in words.items() if text not in said}


@pytest.mark.parametrize("language", CHINESE)
def test_every_heading_of_a_workspace_is_translated(language):
	said = {message.id for message in sayings(language)}
	headings = {
		re.sub("<[^>]+>", "", block["data"]["text"])
		for _path, record in records()
		if record.get("doctype") == "Workspace"
		for block in json.loads(record["content"])
		if block["type"] == "header"
	}
	assert headings - said == set()


LAYOUT = ("Section Break", "Column Break", "Tab Break", "HTML", "Table")


@pytest.mark.parametrize("language", CHINESE)
def test_two_fields_of_a_form_never_have_the_same_name(language):
	said = {(message.id, message.context): message.string for message in sayings(language)}
	twice = []
	for _path, record in records():
		if record.get("doctype") != "DocType":
			continue
		names: dict[str, str] = {}
		for field in record["fields"]:
			label = field.get("label")
			if not label or field.get("hidden") or field["fieldtype"] in LAYOUT:
				continue
			name = said.get((label, record["name"])) or said.get((label, None), label)
			if names.setdefault(name, label) != label:
				twice.append(f"{record['name']}: {names[name]}, {label}: {name}")
	assert not twice


@pytest.mark.parametrize("language", CHINESE)
def test_every_context_is_a_form_with_that_label_or_choice(language):
	"""A context that no form has would never be shown."""
	words: dict[str, set[str]] = {"Address": {"State"}}  # ERPNext's: there it is a province, ours is a status
	for _path, record in records():
		if record.get("doctype") == "DocType":
			found = words.setdefault(record["name"], set())
			for field in record["fields"]:
				found |= {field.get("label") or "", field.get("description") or ""}
				found |= set(str(field.get("options") or "").split("\n"))
	assert not [
		(message.context, message.id)
		for message in sayings(language)
		if message.context and message.id not in words.get(message.context, ())
	]


def test_the_chinese_pages_are_in_simplified_characters():
	pages = sorted((ROOT / "docs" / "zh").glob("*.md"))
	assert len(pages) >= 5
	assert not {
		page.name: found for page in pages if (found := strange("zh", page.read_text(encoding="utf-8")))
	}


def test_the_chinese_pages_use_full_width_punctuation():
	text = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "zh").glob("*.md")}
	plain = {
		name: re.sub(r"`[^`]*`|^ {4}.*$|\[[^\]]*\]\([^)]*\)", "", page, flags=re.M)
		for name, page in text.items()
	}
	assert not {name: found for name, page in plain.items() if (found := HALF_WIDTH.findall(page))}
