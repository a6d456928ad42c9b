import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales_app.domain.text_terms import MAX_QUERY_TERMS, MAX_TERMS, index_terms, query_terms


@pytest.mark.parametrize(
	"text, terms",
	[
		("空调漏水", "x空调 x调漏 x漏水 x水_"),
		("漏", "x漏_"),
		("The water leaks", "xthe xwater xleaks"),
		("A 3", "xa_ x3_"),
		("BX-200/3A", "xbx2003a xbx xbx200 x200 x2003a x3a"),
		("ＢＸ２００型号", "xbx200 x型号 x号_"),
		("水，水。水", "x水_"),
		("漏水・故障", "x漏水 x水_ x故障 x障_"),
		("𠮷野", "xu20bb7野 x野_"),
		("snake_case", "xsnakecase xsnake xcase"),
		("", ""),
		("+-*()~<>\"'@!?", ""),
	],
)
def test_index_terms(text: str, terms: str) -> None:
	assert index_terms(text) == terms


@pytest.mark.parametrize(
	"typed, query",
	[
		("空调漏水", "+x空调 +x调漏 +x漏水"),
		("漏", "+x漏*"),
		("𠮷", "+xu20bb7*"),
		("Water LEAKS water", "+xwater +xleaks"),
		("BX-200/3A", "+(xbx2003a (+xbx +x200 +x3a))"),
		("bx2003a", "+xbx2003a"),
		('a" -b +(c*) ~d <e> @f', "+xa_ +xb_ +xc_ +xd_ +xe_ +xf_"),
		("  ", ""),
		("-*@", ""),
	],
)
def test_query_terms(typed: str, query: str) -> None:
	assert query_terms(typed) == query


def found(typed: str, text: str) -> bool:
	"""What MariaDB answers, for queries of the shapes that `query_terms` writes."""
	terms = index_terms(text).split()

	def holds(clause: str) -> bool:
		if clause.endswith("*"):
			return any(term.startswith(clause[:-1]) for term in terms)
		return clause in terms

	query = query_terms(typed).replace("((", "(").split(" ")
	clauses, group = [], []
	for word in query:
		if word.startswith("+(") or group:
			group.append(word.strip("+()"))
			if word.endswith("))"):
				clauses.append(holds(group[0]) or all(map(holds, group[1:])))
				group = []
		else:
			clauses.append(holds(word[1:]))
	return bool(query[0]) and all(clauses)


@pytest.mark.parametrize(
	"typed, text, is_found",
	[
		("漏水", "洗衣机漏水了", True),
		("水漏", "洗衣机漏水了", False),
		("了", "洗衣机漏水了", True),
		("衣", "洗衣机漏水了", True),
		("BX-200/3A", "压缩机 BX-200/3A 异响", True),
		("bx200/3a", "压缩机 BX-200/3A 异响", True),
		("BX-200", "压缩机 BX-200/3A 异响", True),
		("bx2003a", "压缩机 BX-200/3A 异响", True),
		("3A", "压缩机 BX-200/3A 异响", True),
		("BX-200/3A", "compressor bx2003a", True),
		("BX-200/3A", "compressor BX 200 3A", True),
		("BX-200/3B", "压缩机 BX-200/3A 异响", False),
		("压缩机 异响", "压缩机 BX-200/3A 异响", True),
		("压缩机 漏水", "压缩机 BX-200/3A 异响", False),
		("the", "the water leaks", True),
	],
)
def test_what_is_found(typed: str, text: str, is_found: bool) -> None:
	assert found(typed, text) is is_found


@given(st.text(max_size=200))
def test_terms_always_fit_the_index(text: str) -> None:
	for term in index_terms(text).split(" "):
		assert term == "" or (term.startswith("x") and 3 <= len(term) <= 84)
		assert all(sign.isalnum() or sign == "_" for sign in term)


@given(st.text(max_size=200))
def test_a_query_holds_no_operator_of_the_person(text: str) -> None:
	stripped = query_terms(text).replace(" (+x", " +x").replace("+(x", "+x").replace("))", "")
	for clause in stripped.split(" "):
		word = clause.removeprefix("+").removesuffix("*")
		assert word == "" or (word[0] == "x" and all(sign.isalnum() or sign == "_" for sign in word))


@given(st.text(alphabet="空调漏水 ab12-/", min_size=1, max_size=20))
def test_every_text_finds_itself(text: str) -> None:
	assert query_terms(text) == "" or found(text, text)


def test_length_is_bounded() -> None:
	huge = "漏水 BX-1 " * 1_000_000
	assert len(index_terms(huge)) < 100
	varied = " ".join(f"word{number}" for number in range(2_000_000))
	assert len(index_terms(varied).split()) == MAX_TERMS
	assert len(query_terms(varied).split()) == MAX_QUERY_TERMS
	assert len(index_terms("a" * 5_000_000)) == 65
