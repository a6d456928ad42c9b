"""Text that a browser would run, and text that only looks like it."""

import pytest

from aftersales_app.domain.markup import runs


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
