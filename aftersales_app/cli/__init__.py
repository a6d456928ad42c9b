"""The rule core from the command line, on files, without a site."""

import argparse
import os
import sys
from collections.abc import Sequence

from aftersales_app.cli import decide, import_check, replay, terms
from aftersales_app.cli.files import FileProblem
from aftersales_app.cli.messages import sentence
from aftersales_app.domain.errors import DomainError

COMMANDS = (replay, import_check, decide, terms)


def main(arguments: Sequence[str] | None = None) -> int:
	"""Run one command. Exit status: 0 done, 1 done but rows were left out, 2 bad input and nothing written."""
	parser = argparse.ArgumentParser(prog="aftersales", description=__doc__)
	commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
	for command in COMMANDS:
		command.register(commands)
	options = parser.parse_args(arguments)
	try:
		return int(options.run(options))
	except FileProblem as problem:
		return _refused(str(problem))
	except DomainError as error:
		return _refused(sentence(error.code, error.params))
	except BrokenPipeError:  # the reader of our output went away, as `head` does
		os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
		return 0


def _refused(message: str) -> int:
	print(f"aftersales: {message}", file=sys.stderr)
	return 2
