"""English sentences for the codes of the domain."""

from collections.abc import Mapping

SENTENCES = {
	# files
	"empty_file": "the file is empty",
	"wrong_encoding": "line {line} is not {encoding}; say `encoding: {suggestion}` in the mapping, or save the file as UTF-8",
	"unknown_encoding": "there is no encoding {encoding}",
	"missing_columns": "these columns are not in the file: {columns}; it has {found}",
	"repeated_columns": "these columns are in the file more than once: {columns}",
	"no_mapping_fits": "no shipped mapping fits these columns: {columns}; write one and name it with --mapping",
	# mapping
	"unknown_field": "there is no field {field}; there are {fields}",
	"field_not_mapped": "{field} is not mapped to a column",
	"unknown_category": "{category} (for {state}) is no state category",
	"no_date_format": "there is no date format",
	"unknown_order": "order is file or time, not {order}",
	# rows
	"unreadable_row": "the row cannot be read as CSV",
	"cell_count": "the row has {found} cells, the header {expected}",
	"missing_value": "{column} is empty",
	"bad_date": "{column}: {value} is no moment",
	"bad_number": "{column}: {value} is no count",
	"unknown_state": "{value} is no known state",
	# calendars and policies
	"unknown_time_zone": "there is no time zone {zone}",
	"no_working_time": "the calendar has no working time",
	"windows_overlap": "working hours overlap",
	"window_out_of_bounds": "working hours end before they begin, or leave the day",
	"dates_reversed": "the policy ends before it begins",
	"unknown_condition": "there is no condition {condition}",
	"policy_without_target": "the policy promises nothing: it has no targets",
	"policy_twice": "two policies are called {policy}",
	"no_policies": "there are no policies",
	"target_not_positive": "a target must be more than 0",
	"unknown_clock": "{clock} is no clock that can start this one",
	"nobody_on_crew": "a crew needs at least one person",
	"handling_not_positive": "handling must be more than 0",
	"beyond_calendar": "a moment falls into the year {year}; calendars reach from 1900 to 2200",
	# anomalies of a log
	"begins_in_the_middle": "the first row is not in state New: the beginning is not in the log",
	"claim_varies": "a moment that should be one is told in different ways by the ticket's rows",
	"closed_at_differs": "closed_at is not when it was closed",
	"closed_at_missing": "closed, but closed_at is empty",
	"closed_at_not_shown": "closed_at is filled, but no row shows the ticket closed",
	"closed_before_resolved": "closed_at is before resolved_at",
	"closed_without_resolved": "closed without having been resolved",
	"counter_falls": "a counter falls",
	"counter_jumps": "a counter jumps by more than one, or does not start at 0",
	"end_known_beforehand": "rows know the ticket's end before it happened: end values were copied onto all rows",
	"opened_after_first_trace": "opened_at is later than the first trace of the ticket",
	"opened_at_missing": "opened_at is empty",
	"reassignments_differ": "the counter of re-assignments is not what the rows show",
	"reopens_differ": "the counter of reopenings is not what the rows show",
	"repeated_rows": "the same row more than once",
	"resolved_at_differs": "resolved_at is not when it was resolved",
	"resolved_at_missing": "resolved, but resolved_at is empty",
	"resolved_at_not_shown": "resolved_at is filled, but no row shows the ticket resolved",
	"resolved_before_opened": "resolved_at is before opened_at",
	"rows_absent": "the rows' numbers have gaps: changes are missing",
	"sequence_not_rising": "the rows' numbers repeat or fall",
	"state_after_close": "the state changed after closing",
	"time_runs_backwards": "a row is earlier than the one before it",
	"touched_after_close": "changed again after closing, still closed",
	"value_lost": "team or owner was known and then is not",
}


def sentence(code: str, params: Mapping[str, object] | None = None) -> str:
	"""The sentence for a code; the code itself with its values for one that has none."""
	told = {name: _told(value) for name, value in (params or {}).items()}
	try:
		return SENTENCES[code].format_map(told)
	except KeyError:
		return " ".join([code.replace("_", " "), *(f"({name}: {value})" for name, value in told.items())])


def _told(value: object) -> str:
	if isinstance(value, tuple | list | frozenset):
		return ", ".join(map(str, value))
	return str(value) or "(empty)"
