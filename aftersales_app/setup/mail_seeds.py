"""What whoever complains is written, as e-mail templates in three languages. Seeded where they are missing; afterwards they belong to the
site's owner."""

import frappe

RECEIVED, STATUS, DECISION = (
	*("Aftersales Complaint Received", "Aftersales Complaint Status"),
	"Aftersales Complaint Decision",
)
# kind, language ("" is English and stands in for those that are missing): subject, text
TEMPLATES = {
	(RECEIVED, ""): (
		"We have your complaint {{ number }}",
		"""<p>Hello{% if complainant_name %} {{ complainant_name }}{% endif %},</p>
<p>we received your complaint on {{ received_at }} and keep it under the number <b>{{ number }}</b>:</p>
<blockquote>{{ words }}</blockquote>
<p>Somebody who is not whom you complain about will look into it. It costs you nothing, and what you tell us stays with those who need it.
You can ask how it stands at any time: answer this mail.</p>
<p>{{ company }}</p>""",
	),
	(RECEIVED, "zh"): (
		"您的投诉我们已收到（{{ number }}）",
		"""<p>{% if complainant_name %}{{ complainant_name }}，{% endif %}您好：</p>
<p>我们已于 {{ received_at }} 收到您的投诉，编号 <b>{{ number }}</b>：</p>
<blockquote>{{ words }}</blockquote>
<p>投诉将由与被投诉人无关的人员调查，处理过程不收取任何费用，您提供的信息仅限经办人员知悉。如需了解进度，直接回复本邮件即可。</p>
<p>{{ company }}</p>""",
	),
	(RECEIVED, "zh-TW"): (
		"您的客訴我們已收到（{{ number }}）",
		"""<p>{% if complainant_name %}{{ complainant_name }}，{% endif %}您好：</p>
<p>我們已於 {{ received_at }} 收到您的客訴，編號 <b>{{ number }}</b>：</p>
<blockquote>{{ words }}</blockquote>
<p>本案將由與被申訴人員無關的同仁調查，處理過程不收取任何費用，您提供的資料僅供承辦人員使用。如需了解進度，直接回覆本郵件即可。</p>
<p>{{ company }}</p>""",
	),
	(STATUS, ""): (
		"How your complaint {{ number }} stands: {{ status }}",
		"""<p>Hello{% if complainant_name %} {{ complainant_name }}{% endif %},</p>
<p>your complaint {{ number }} (“{{ subject }}”), received on {{ received_at }}, stands at: <b>{{ status }}</b>.</p>
{% if response %}<blockquote>{{ response }}</blockquote>{% endif %}
<p>We write to you as soon as it is decided. Answer this mail if you want to add something.</p>
<p>{{ company }}</p>""",
	),
	(STATUS, "zh"): (
		"您的投诉 {{ number }} 处理进度：{{ status }}",
		"""<p>{% if complainant_name %}{{ complainant_name }}，{% endif %}您好：</p>
<p>您于 {{ received_at }} 提出的投诉 {{ number }}（“{{ subject }}”）目前进度：<b>{{ status }}</b>。</p>
{% if response %}<blockquote>{{ response }}</blockquote>{% endif %}
<p>作出处理决定后我们会立即通知您。如需补充说明，请直接回复本邮件。</p>
<p>{{ company }}</p>""",
	),
	(STATUS, "zh-TW"): (
		"您的客訴 {{ number }} 處理進度：{{ status }}",
		"""<p>{% if complainant_name %}{{ complainant_name }}，{% endif %}您好：</p>
<p>您於 {{ received_at }} 提出的客訴 {{ number }}（「{{ subject }}」）目前進度：<b>{{ status }}</b>。</p>
{% if response %}<blockquote>{{ response }}</blockquote>{% endif %}
<p>作出處理決定後我們會立即通知您。如需補充說明，請直接回覆本郵件。</p>
<p>{{ company }}</p>""",
	),
	(DECISION, ""): (
		"Our decision on your complaint {{ number }}",
		"""<p>Hello{% if complainant_name %} {{ complainant_name }}{% endif %},</p>
<p>we have decided on your complaint {{ number }}:</p>
<blockquote>{{ decision }}</blockquote>
<p>You find it as a letter attached. Please tell us within {{ silence_days }} days whether you accept it: answer this mail.</p>
{% if routes %}<p>If you do not, you can ask us to look into it again, and turn to 12315, a consumer association, arbitration or a court.</p>{% endif %}
<p>{{ company }}</p>""",
	),
	(DECISION, "zh"): (
		"关于您投诉 {{ number }} 的处理决定",
		"""<p>{% if complainant_name %}{{ complainant_name }}，{% endif %}您好：</p>
<p>您的投诉 {{ number }} 处理决定如下：</p>
<blockquote>{{ decision }}</blockquote>
<p>详见附件答复函。请在 {{ silence_days }} 日内回复本邮件，告知是否接受。</p>
{% if routes %}<p>如不接受，您可以要求我们复核，也可以向 12315 或消费者协会投诉，申请仲裁，或向人民法院起诉。</p>{% endif %}
<p>{{ company }}</p>""",
	),
	(DECISION, "zh-TW"): (
		"關於您客訴 {{ number }} 的處理決定",
		"""<p>{% if complainant_name %}{{ complainant_name }}，{% endif %}您好：</p>
<p>您的客訴 {{ number }} 處理決定如下：</p>
<blockquote>{{ decision }}</blockquote>
<p>詳見附件回函。請於 {{ silence_days }} 日內回覆本郵件，告知是否接受。</p>
{% if routes %}<p>若不接受，您可以要求我們複查，也可以向消費者服務中心（1950）或消費者保護官申訴，申請調解，或向法院起訴。</p>{% endif %}
<p>{{ company }}</p>""",
	),
}


def named(kind: str, language: str) -> str:
	return f"{kind} ({language})" if language else kind


def seed() -> None:
	"""Those that are missing; none is written over."""
	for (kind, language), (subject, text) in TEMPLATES.items():
		name = named(kind, language)
		if frappe.db.exists("Email Template", name):
			continue
		row = {"doctype": "Email Template", "name": name, "subject": subject}
		frappe.get_doc({**row, "use_html": 1, "response_html": text}).insert(
			ignore_permissions=True, set_name=name
		)


def names() -> list[str]:
	return [named(*key) for key in TEMPLATES]
