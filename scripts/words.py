#!/usr/bin/env python3
"""The pages that list the words of cases and rules, written from the source: docs/words.md and docs/zh/words.md."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aftersales_app.domain import coverage_book, norm_file, norms
from aftersales_app.domain.case_facts import CHOICES, COUNTED, FACTS
from aftersales_app.domain.coverage_terms import CHANGES, KINDS, STARTS
from aftersales_app.domain.repair_history import CAUSES

PAGES = {"en": ROOT / "docs" / "words.md", "zh": ROOT / "docs" / "zh" / "words.md"}
APP = ROOT / "aftersales_app"
ENTRY = re.compile(r'(msgctxt ".*"\n)?msgid "(.+)"\nmsgstr "(.+)"')
EVERYTHING = "any"  # the code of what holds for all goods
OTHER_LABELS = {"invoice": "Invoice"}  # of a paper: "invoice" is the day that coverage counts from
KIND = {
	"en": {"day": "a day", "number": "a number", "flag": "yes or no", "word": "a word", "words": "words"},
	"zh": {"day": "日期", "number": "数字", "flag": "是或否", "word": "词", "words": "多个词"},
}
COUNT = {"en": "a whole number", "zh": "整数"}
REGION = {"en": "ISO 3166-2, as `CN-ZJ`", "zh": "ISO 3166-2 代码，例如 `CN-ZJ`"}
CATEGORY = {"en": "the code of a category, below", "zh": "商品类别的代码，见下文"}
# What a fact's name does not say.
REMARKS: dict[str, dict[str, str]] = {
	"low_value": {"en": "local rules leave such goods out", "zh": "部分地方规则不适用"},
	"form_contract": {
		"en": "or a notice in the shop, that says for how long goods are covered",
		"zh": "或店堂告示，其中约定了保修期",
	},
	"repair_by_hours": {"en": "by the clock and not by days of the calendar", "zh": "不按日历天数计算"},
	"daily_rate": {"en": "share of the price for a day of use", "zh": "使用一天折旧占价格的份额"},
	"use_rate": {
		"en": "share of the price for 1,000 km, as the card says",
		"zh": "每行驶 1,000 公里占价格的份额，以三包凭证为准",
	},
	"started_on": {"en": "after an exchange the day of hand-over", "zh": "换货后为新商品交付之日"},
	"parts_waiting_since": {
		"en": "sent in on, of a repair that waits for parts",
		"zh": "等待配件的那次维修的送修日期",
	},
	"knew_on": {
		"en": "and by whom; the day of the event as long as nobody tells another",
		"zh": "以及责任人；没有说明时为事件当日",
	},
	"immediate_danger": {
		"en": "steering or brakes failed, body cracked, fuel leaks, battery burns",
		"zh": "转向或制动失效、车身开裂、燃油泄漏、动力电池起火",
	},
	"assembly_fault": {
		"en": "of engine, gearbox, traction battery or drive motor",
		"zh": "发动机、变速器、动力蓄电池、行驶驱动电机",
	},
	"longest_repair_days": {
		"en": "of those under warranty; of cars by the clock",
		"zh": "保修期内的修理；汽车按小时计",
	},
	"repair_days": {"en": "in all, as coverage counts them", "zh": "与保修期顺延的天数一致"},
	"repair_fraud_found": {
		"en": "false labour or material, parts that were not needed",
		"zh": "虚列工时或材料、更换不必要的零件",
	},
	"findings": {"en": "what the inspection found", "zh": "验货结果"},
}
TEXT = {
	"en": {
		"title": "The words of cases and rules",
		"intro": "Facts, categories, parts and remedies by the names that case files and rules have for them. This page is written by `scripts/words.py` from the source.\n"
		"How a case is decided: [what a customer is owed](warranty-decisions.md); case files: [the command line](command-line.md#caseyaml).",
		"facts": "Facts",
		"about_facts": "A fact that is not told is unknown, which is not the same as its being false. Days are written 2025-06-03, numbers in digits, yes and no `true` and `false`.",
		"fact": "Fact",
		"means": "What it says",
		"value": "What it may be",
		"goods": "Categories of goods",
		"about_goods": "Each country has its own; what a category says holds as long as a case does not tell otherwise.",
		"category": "Category",
		"says": "What it says of its goods",
		"parts": "Parts",
		"about_parts": "Parts that the shipped rules of cover list or name, with the group that rules speak of.",
		"part": "Part",
		"group": "Group",
		"remedies": "Remedies",
		"remedy": "Remedy",
		"rules": "Words of a rule",
		"rule_part": "Where",
		"words": "Words",
		"comma": ", ",
	},
	"zh": {
		"title": "案件与规则用词",
		"intro": "案件文件和规则中事实、商品类别、部件与救济方式的名称。本页由 `scripts/words.py` 从源代码生成。\n"
		"案件如何判定：[客户应得到什么](warranty-decisions.md)；案件文件：[命令行](command-line.md#caseyaml)。",
		"facts": "事实",
		"about_facts": "没有写明的事实是未知，不等于否。日期写作 2025-06-03，数字用阿拉伯数字，是与否写作 `true` 与 `false`。",
		"fact": "事实",
		"means": "含义",
		"value": "取值",
		"goods": "商品类别",
		"about_goods": "各国各有类别；案件没有另行说明时，以类别所说为准。",
		"category": "类别",
		"says": "对其商品的说明",
		"parts": "部件",
		"about_parts": "随附的保修期规则列出或点名的部件，以及规则所说的部件组。",
		"part": "部件",
		"group": "部件组",
		"remedies": "救济方式",
		"remedy": "救济方式",
		"rules": "规则用词",
		"rule_part": "位置",
		"words": "用词",
		"comma": "、",
	},
}
# A row of the last table: key of a norm or of a period, what it is called, its words.
RULE_WORDS: tuple[tuple[str, dict[str, str], Iterable[str]], ...] = (
	("rank", {"en": "rank, highest first", "zh": "位阶，由高到低"}, norms.RANKS),
	("confidence", {"en": "confidence", "zh": "可信度"}, norms.CONFIDENCE),
	("buyer", {"en": "buyer", "zh": "买方"}, CHOICES["buyer"]),
	("channels", {"en": "channels of sale", "zh": "销售渠道"}, CHOICES["channel"]),
	("conditions", {"en": "operators of conditions", "zh": "条件的运算符"}, norms.OPERATORS),
	("windows", {"en": "kinds of windows", "zh": "期限的种类"}, norms.COMPARATORS),
	("unit", {"en": "units of windows and deadlines", "zh": "期限的单位"}, norms.UNITS),
	("pick", {"en": "which day counts", "zh": "以哪一天为准"}, ("latest", "first_known")),
	("exclusions", {"en": "exclusions", "zh": "除外情形"}, norms.EXCLUSIONS),
	("deadlines", {"en": "deadlines of the trader", "zh": "经营者的期限"}, norms.DEADLINES),
	("fee", {"en": "fees", "zh": "费用"}, (norms.NO_FEE, norms.DEPRECIATION, norms.USE)),
	("evidence", {"en": "papers", "zh": "凭证"}, norms.EVIDENCE),
	("defence", {"en": "defences", "zh": "抗辩"}, norms.DEFENCES),
	("kind", {"en": "kinds of periods of cover", "zh": "保修期的种类"}, KINDS),
	("starts", {"en": "what a period counts from", "zh": "保修期的起算"}, STARTS),
	("restarts", {"en": "what begins it anew", "zh": "重新计算的事由"}, CHANGES),
	("cause", {"en": "causes of a repair", "zh": "修理的原因"}, CAUSES),
)


def page(language: str) -> str:
	"""The whole page in a language."""
	return "\n".join(Page(language).lines()) + "\n"


class Page:
	"""A page while it is written: what its words are called is in the app's own translations."""

	def __init__(self, language: str) -> None:
		self.language, self.text = language, TEXT[language]
		entries = ENTRY.findall((APP / "locale" / f"{language}.po").read_text(encoding="utf-8"))
		self.labels = {word: label for context, word, label in entries if not context}

	def lines(self) -> Iterator[str]:
		yield from (f"# {self.text['title']}", "", self.text["intro"])
		yield from self.chapter("facts", ("fact", "means", "value"), self.facts())
		yield from self.chapter("remedies", ("remedy", "means"), self.remedies())
		yield from self.chapter("goods", ("category", "means", "says"), self.goods())
		yield from self.chapter("parts", ("part", "means", "group", "category"), self.parts())
		yield from self.chapter("rules", ("rule_part", "means", "words"), self.rule_words())

	def chapter(self, name: str, header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
		titles = [self.text[column] for column in header]
		about = self.text.get(f"about_{name}")
		yield from ("", f"## {self.text[name]}", "", *((about, "") if about else ()))
		yield from (_row(titles), _row("---" for _ in titles))
		yield from map(_row, rows)

	def facts(self) -> Iterator[tuple[str, ...]]:
		for fact, kind in FACTS.items():
			yield _code(fact), self.meaning(fact), self.values(fact, kind)

	def meaning(self, fact: str) -> str:
		remark = REMARKS.get(fact)
		colon = ": " if self.language == "en" else "："
		return f"{self.label(fact)}{colon}{remark[self.language]}" if remark else self.label(fact)

	def values(self, fact: str, kind: str) -> str:
		special = {"region": REGION, "category": CATEGORY}.get(fact)
		if special:
			return special[self.language]
		if fact in CHOICES:
			return self.told(CHOICES[fact])
		return COUNT[self.language] if fact in COUNTED else KIND[self.language][kind]

	def remedies(self) -> Iterator[tuple[str, ...]]:
		return ((_code(one), self.label(one)) for one in norms.REMEDIES)

	def goods(self) -> Iterator[tuple[str, ...]]:
		titles = _titles()
		for (country, code), facts in norm_file.shipped().categories.items():
			said = (f"`{fact}: {str(value).lower()}`" for fact, value in facts.items())
			title = titles[code or EVERYTHING]
			yield f"{country} {_code(code or EVERYTHING)}", self.labels.get(title, title), ", ".join(said)

	def parts(self) -> Iterator[tuple[str, ...]]:
		found: dict[tuple[str, str], list[str]] = {}
		for rule in coverage_book.shipped():
			for part in sorted(coverage_book.part_names(rule.parts, rule.terms)):
				for category in rule.categories:
					goods = found.setdefault((part, rule.parts.get(part, "")), [])
					goods += [] if category in goods else [category]
		for (part, group), goods in sorted(found.items()):
			yield _code(part), self.label(part), _code(group) if group else "", ", ".join(map(_code, goods))

	def rule_words(self) -> Iterator[tuple[str, ...]]:
		for key, name, words in RULE_WORDS:
			yield _code(key), name[self.language], self.told(words)

	def told(self, words: Iterable[str]) -> str:
		"""Each word with what it is called, where that says more."""
		pairs = ((word, self.label(word)) for word in words)
		open_, close = ("(", ")") if self.language == "en" else ("（", "）")
		return self.text["comma"].join(
			_code(word) if label == word else f"{_code(word)} {open_}{label}{close}".replace(" （", "（")
			for word, label in pairs
		)

	def label(self, word: str) -> str:
		known = OTHER_LABELS.get(word, word)
		return self.labels.get(known, word.replace("_", " "))


def _titles() -> dict[str, str]:
	"""What categories are called, from where they are seeded: that module needs a site."""
	tree = ast.parse((APP / "setup" / "warranty_seeds.py").read_text(encoding="utf-8"))
	(table,) = [
		node.value
		for node in tree.body
		if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "TITLES"
	]
	assert isinstance(table, ast.Dict)
	found = {}
	for key, value in zip(table.keys, table.values, strict=True):
		code = key.value if isinstance(key, ast.Constant) else EVERYTHING
		assert isinstance(value, ast.Call) and isinstance(value.args[0], ast.Constant)
		found[str(code)] = str(value.args[0].value)
	return found


def _code(word: str) -> str:
	return f"`{word}`"


def _row(cells: Iterable[str]) -> str:
	return f"| {' | '.join(cells)} |".replace("|  |", "| |")


if __name__ == "__main__":
	for language, path in PAGES.items():
		path.write_text(page(language), encoding="utf-8")
