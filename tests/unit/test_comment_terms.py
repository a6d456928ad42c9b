"""rules.md T6: words of comments."""

import pytest
import rjieba

from aftersales_app.domain.comment_terms import Reader, Vocabulary, count, tone

READER = Reader()


@pytest.mark.parametrize(
	("hmm", "words"),
	[(True, "他/来到/了/网易/杭研/大厦"), (False, "他/来到/了/网易/杭/研/大厦")],
)
def test_the_dictionary_is_the_one_that_was_agreed_on(hmm, words):
	assert "/".join(rjieba.cut("他来到了网易杭研大厦", hmm)) == words


@pytest.mark.parametrize(
	("text", "terms"),
	[
		("不好用,不好用", ["不好用", "不好用"]),
		("这个手机不太好用", ["手机", "不好用"]),
		("不是很好用", ["不好用"]),
		("不好看", ["不好看"]),
		("不好，用了两天就坏了", ["不好", "两天", "坏"]),
		("没有修好", ["没修好"]),
		("不满意的服务", ["不满意", "服务"]),
		("不怎么样", ["不怎么样"]),
		("无法开机", ["无法开机"]),
		("维修慢", ["维修", "慢"]),
		("The repair was not good, didn't work", ["repair", "not good", "not work"]),
		("ＴＶ见 https://example.com/不好 12345 a@b.cn", ["tv", "见"]),
		("", []),
		("不", []),
		("不！好", ["好"]),
	],
)
def test_terms(text, terms):
	assert READER.terms(text) == terms


def test_comments_are_counted_and_not_words():
	found = count(["不好用,不好用", "维修慢"], READER, fewest=1)
	assert (found.found, found.read) == ({"不好用": 1, "慢": 1, "维修": 1}, 2)


def test_few_say_nothing_and_equal_ones_have_an_order():
	texts = ["维修慢"] * 3 + ["态度好"] * 4 + ["价格贵"] * 2
	assert count(texts, READER).top() == [("好", 4), ("态度", 4), ("慢", 3), ("维修", 3)]


def test_the_sites_own_words():
	own = Reader(Vocabulary(("冰箱压缩机",), {"师傅": "技师"}, frozenset({"你好"})))
	assert own.terms("你好，师傅换了冰箱压缩机") == ["技师", "换", "冰箱压缩机"]
	assert "冰箱压缩机" not in READER.terms("师傅换了冰箱压缩机")


def test_tone():
	assert tone(READER.terms("态度好，但是不好用"), {"好"}, {"不好用", "慢"}) == (1, 1)
