from aftersales_app.domain.event_log import Log, plain_mapping, read_log
from aftersales_app.domain.unknown_words import Unknown, lost_words, unknown_words

HEADER = "number,moment,state,team,owner,kind"
ROWS = (
	"A,2026-03-02 09:00,New,North,,Repair",
	"A,2026-03-02 10:00,Working,Nowhere,wei,Repair",
	"A,2026-03-02 11:00,Working,North,wei,Repair",
	"B,2026-03-02 09:00,New,Nowhere,li,Weird",
)
KNOWN = {"team": {"North"}, "owner": {"li": "li@example.com"}, "kind": {"Repair"}}


def read() -> Log:
	lines = [f"{line}\n".encode() for line in (HEADER, *ROWS)]
	return read_log(lines, plain_mapping(HEADER.split(",")))


def test_each_word_is_said_once_where_it_stands_first() -> None:
	assert unknown_words(read().histories, KNOWN) == (
		Unknown("team", "Nowhere", "A", 3, 2),
		Unknown("owner", "wei", "A", 3, 1),
		Unknown("kind", "Weird", "B", 5, 1),
	)


def test_lost_is_what_no_change_tells() -> None:
	first, second = read().histories
	assert lost_words(first, KNOWN) == {}
	assert lost_words(second, KNOWN) == {"team": "Nowhere", "kind": "Weird"}


def test_everything_known_is_nothing_to_say() -> None:
	known = {name: {"North", "Nowhere", "wei", "li", "Repair", "Weird"} for name in KNOWN}
	assert unknown_words(read().histories, known) == ()
