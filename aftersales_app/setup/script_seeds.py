"""What callers say and ask, in three languages. Seeded where there is no script yet; afterwards scripts belong to the site's owner."""

import frappe

SCRIPT = "Aftersales Call Script"
# asks, (only if, is, value), offers, then the words in English, simplified and traditional Chinese
STEPS = (
	(
		"noticed",
		(),
		0,
		"Hello {customer}, this is {caller} of {company}. I call about our service {ticket}. The call is recorded for quality; it is kept no longer than our privacy notice says. Tick when this was said.",
		"{customer}您好，我是{company}的{caller}，就工单 {ticket} 做回访。为保证服务质量，本次通话将被录音，保存期限以隐私告知为准。（说完请打勾）",
		"{customer}您好，我是{company}的{caller}，針對工單 {ticket} 進行回訪。為確保服務品質，本次通話將錄音，保存期限依隱私權聲明辦理。（說完請勾選）",
	),
	(
		"objected",
		("noticed", "Is", "Yes"),
		0,
		"Do you mind being recorded? If so: stop the recording, go on with notes.",
		"请问您是否反对录音？如反对：停止录音，改用文字记录。",
		"請問您是否反對錄音？若反對：停止錄音，改以文字記錄。",
	),
	(
		"solved",
		(),
		0,
		"Is what you turned to us for solved?",
		"请问您反映的问题解决了吗？",
		"請問您反映的問題解決了嗎？",
	),
	(
		"overall",
		(),
		0,
		"All in all, how satisfied are you, of 1 to 5?",
		"总体来说，1 到 5 分您打几分？",
		"整體來說，1 到 5 分您給幾分？",
	),
	(
		"timeliness",
		(),
		0,
		"And how quickly we came and answered?",
		"响应和上门的及时性，您打几分？",
		"回應與到府的即時性，您給幾分？",
	),
	(
		"solving",
		("solved", "Is Not", "Yes"),
		0,
		"What is missing: how would you rate the solution so far?",
		"目前的解决情况，您打几分？还差什么？",
		"目前的解決情況，您給幾分？還差什麼？",
	),
	(
		"attitude",
		(),
		0,
		"How were you treated by our people?",
		"服务人员的态度，您打几分？",
		"服務人員的態度，您給幾分？",
	),
	(
		"compliance",
		("overall", "At Most", "3"),
		0,
		"Did they explain price and steps before they began, and clean up?",
		"服务前是否说明价格和流程、服务后是否清理现场？请打分。",
		"服務前是否說明價格與流程、服務後是否清理現場？請評分。",
	),
	(
		"words",
		("overall", "At Most", "3"),
		0,
		"I am sorry to hear that. What went wrong?",
		"很抱歉给您带来不好的体验，请问是哪里没做好？",
		"很抱歉帶給您不好的體驗，請問是哪裡沒做好？",
	),
	(
		"wants_contact",
		("overall", "At Most", "3"),
		0,
		"Shall the head of the team call you?",
		"需要请主管给您回电吗？",
		"需要請主管回電給您嗎？",
	),
	(
		"",
		("reason", "Is", "Complaint"),
		0,
		"Your complaint has a number of its own. You can ask how it stands at any time, and appeal against a decision.",
		"您的投诉有单独编号，可随时查询进度；对处理决定不满意可以申请复核。",
		"您的客訴有專屬編號，可隨時查詢進度；對處理決定不滿意可以申請複查。",
	),
	(
		"",
		("overall", "At Least", "4"),
		1,
		"You agreed to hear offers: we have an extension of the warranty for {item}.",
		"您曾同意接收优惠信息：{item}可以购买延保服务。",
		"您曾同意接收優惠資訊：{item}可以加購延長保固。",
	),
	(
		"",
		(),
		0,
		"Thank you for your time. Goodbye.",
		"感谢您的配合，再见。",
		"感謝您的配合，再見。",
	),
)
TITLES = (("en", "Follow-up Call"), ("zh", "服务回访"), ("zh-TW", "服務回訪"))


def seed() -> None:
	"""One script a language, where the site has none at all. Opening words that the site had in its settings are said first."""
	if frappe.db.count(SCRIPT):
		return
	opening = (frappe.db.get_single_value("Aftersales Settings", "call_script") or "").strip()
	for at, (language, title) in enumerate(TITLES):
		steps = [_step(step, at) for step in STEPS]
		if opening and language == (frappe.db.get_single_value("System Settings", "language") or "en"):
			steps[0]["text"] = opening
		row = {"doctype": SCRIPT, "title": title, "language": language, "enabled": 1}
		frappe.get_doc({**row, "steps": steps}).insert(ignore_permissions=True)


def _step(step: tuple, at: int) -> dict:
	asks, condition, offer, *words = step
	when, how, value = condition or ("", "", "")
	return {"text": words[at], "asks": asks, "when": when, "how": how, "value": value, "offer": offer}
