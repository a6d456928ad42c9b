"""Text that a browser would run, and text that only looks like it."""

import pytest

from aftersales_app.domain.markup import plain, runs


@pytest.mark.parametrize(
	("text", "found"),
	[
		("<script>alert(1)</script>hello", True),
		("hello < SCRIPT src=//evil.example>", True),
		("</script>", True),
		("<img src=x onerror=alert(1)>", True),
		("<svg/onload=alert(1)>", True),
		('<a title="x"onclick = go()>', True),
		("<iframe src=//evil.example>", True),
		('<a href="javascript:alert(1)">press</a>', True),
		("<a href= JavaScript:alert(1)>", True),
		("pressure < 3 and once = 4", False),
		("3 <5 onerror=7", False),
		("Ms Li <li@example.com> on=holiday", False),
		("<p>Loud <b>noise</b></p>", False),
		("<scripted> text", False),
		("the script of the call: hello", False),
		("javascript: does not run in the app", False),
		("", False),
	],
)
def test_what_runs(text, found):
	assert runs(text) is found


@pytest.mark.parametrize(
	("text", "left"),
	[
		("温度<5℃且>0℃", "温度<5℃且>0℃"),
		("P<0.5MPa, T>40", "P<0.5MPa, T>40"),
		("P<pmax, T>40", "P<pmax, T>40"),
		("a<b and c>d", "a<b and c>d"),
		("Li <li@example.com> called", "Li <li@example.com> called"),
		("U<I*R", "U<I*R"),
		("<p>Loud <b>noise</b></p><br/>", "Loud noise"),
		('<a href="https://example.com">press</a>', "press"),
		("<span style='color: red'>hot</span>", "hot"),
		("<!-- a > b -->cold", "cold"),
		("<<b>img src=x>hot", "hot"),
		("<scr<b>ipt>alert(1)</script>", "ipt>alert(1)"),
		("5 <6 <img src=x onerror=go()> loud", "5  loud"),
		("<script src=x", ""),
	],
)
def test_what_is_left_of_a_text_without_elements(text, left):
	assert plain(text) == left
