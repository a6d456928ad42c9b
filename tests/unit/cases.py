"""Cases for the tests of norms: facts by keyword, days as 06-03 (of 2025) or in full, the shipped norms, decided in one call."""

from datetime import date

from state_calendar import CHINA

from aftersales_app.domain.case_facts import FACTS, Case
from aftersales_app.domain.norm_file import shipped
from aftersales_app.domain.remedies import Decision, decide

BOOK = shipped()
CONFIRMED = {"buyer": "consumer", "region": "CN-GD", "defect_confirmed": True}


def day(text: str) -> date:
	return date.fromisoformat(text if len(text) == 10 else f"2025-{text}")


def case(category: str, event: str, jurisdiction: str = "CN", today: str | None = None, **facts) -> Case:
	told = {
		fact: day(value) if FACTS.get(fact) == "day" and isinstance(value, str) else value
		for fact, value in facts.items()
	}
	return Case(day(event), jurisdiction, category, told, day(today) if today else None)


def decided(category: str, event: str, book=BOOK, **facts) -> Decision:
	return decide(case(category, event, **{**CONFIRMED, **facts}), book, CHINA)
