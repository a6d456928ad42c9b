"""How each figure of an evaluation is worked out (rules.md T1): what is divided by what, of which answers, and what is left out.

An evaluation keeps the version by which it was drawn up. Whoever changes how a figure is worked out adds a version here and leaves the
former ones as they are, so that an old evaluation can always say what its figures mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class Definition:
	"""A figure by the codes of its sentences; `title` is the label that it has in an evaluation."""

	title: str
	numerator: str
	denominator: str
	window: str
	exclusions: str


IN_PERIOD, IN_BOTH, BY_WEEK = "answers_given_in_period", "answers_given_in_both", "weeks_before_and_in_period"
NOT_ANSWERED, NONE_LEFT_OUT = "not_answered_left_out", "nothing_left_out"
SET_ASIDE, FEW = "set_aside_left_out", "few_not_told"

DEFINITIONS: Mapping[int, tuple[Definition, ...]] = {
	1: (
		Definition("Answers as Given", "answers_counted", "no_denominator", IN_PERIOD, NONE_LEFT_OUT),
		Definition("Answers, Verified", "answers_counted", "no_denominator", IN_PERIOD, SET_ASIDE),
		Definition("Mean as Given", "sum_of_given", "n_of_given", IN_PERIOD, FEW),
		Definition("Mean, Verified", "sum_of_verified", "n_of_verified", IN_PERIOD, SET_ASIDE),
		Definition("Low Scores as Given (%)", "low_of_given", "n_of_given", IN_PERIOD, FEW),
		Definition("Low Scores, Verified (%)", "low_of_verified", "n_of_verified", IN_PERIOD, SET_ASIDE),
		Definition("Dimensions", "sum_of_dimension", "n_of_dimension", IN_PERIOD, NOT_ANSWERED),
		Definition("By the Record", "sum_of_record", "n_of_record", IN_PERIOD, NONE_LEFT_OUT),
		Definition("Change of the Mean", "mean_less_before", "mean_before", IN_BOTH, FEW),
		Definition("Change of Low Scores (Points)", "share_less_before", "share_before", IN_BOTH, FEW),
		Definition("Low Scores by Week", "low_of_week", "n_of_week", BY_WEEK, SET_ASIDE),
		Definition("Frequent Words", "comments_with_term", "comments_read", IN_PERIOD, "rare_terms_left_out"),
	)
}


def of_version(version: int) -> tuple[Definition, ...]:
	"""The definitions by which an evaluation was drawn up; those of the first version for evaluations from before versions were kept."""
	return DEFINITIONS.get(version or 1, ())
