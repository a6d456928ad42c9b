"""MariaDB stopped and started again under a running sweep. The server is one of the tests' own, with a copy of their site."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
import pytest
from factories.lateness import (
	STOP_IN_MID_SWEEP,
	SWEEP_BY_CHUNKS,
	a_desk,
	assert_each_was_told_once,
	late_tickets,
	sweep_to_the_end,
	told_once_or_not_yet,
)
from factories.processes import Process
from factories.server import Server, program

pytestmark = pytest.mark.committing
NAME = "outage.localhost"
LOST = ("OperationalError", "InterfaceError", "InternalError")


@pytest.fixture(scope="module")
def server(site: str) -> Iterator[Server]:
	"""A server with a copy of the tests' site. Its files and the site's directory lie beside each other, not in the bench."""
	with tempfile.TemporaryDirectory(prefix="aftersales-") as place:
		own = Server(Path(place))
		try:
			own.start()
			copy_site(own)
			yield own
		finally:
			own.close()


def copy_site(server: Server) -> None:
	conf, dump = frappe.local.conf, server.directory / "dump.sql"
	reached = {"--host": conf.db_host, "--port": conf.db_port, "--socket": conf.db_socket}
	with dump.open("w") as out:
		subprocess.run(
			[
				program("mariadb-dump"),
				"--no-defaults",
				*(f"{option}={value}" for option, value in reached.items() if value),
				f"--user={conf.db_name}",
				"--single-transaction",
				"--quick",
				conf.db_name,
			],
			env={**os.environ, "MYSQL_PWD": conf.db_password},
			stdout=out,
			check=True,
			timeout=120,
		)
	server.run(
		f"CREATE DATABASE outage; CREATE USER outage@localhost IDENTIFIED BY '{conf.db_password}';"
		"GRANT ALL ON outage.* TO outage@localhost"
	)
	server.run(dump, "outage")
	dump.unlink()
	sites, bench = server.directory / "sites", Path.cwd()
	(sites / NAME / "locks").mkdir(parents=True)
	(sites / NAME / "logs").mkdir()
	(server.directory / "logs").mkdir()
	for shared in ("apps.txt", "apps.json", "common_site_config.json", "assets"):
		if (bench / shared).exists():
			(sites / shared).symlink_to(bench / shared)
	config = {
		"db_name": "outage",
		"db_password": conf.db_password,
		"db_socket": server.socket,
		"db_type": "mariadb",
	}
	(sites / NAME / "site_config.json").write_text(json.dumps(config))


@pytest.fixture
def restart(server: Server, clean: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
	"""This process and those it starts are on the copy meanwhile; call it to have the server back, and a new connection."""

	def again() -> None:
		server.start()
		frappe.db.close()
		frappe.connect()

	before = dict(frappe.local)
	monkeypatch.chdir(server.directory / "sites")
	if not server.answers():
		server.start()
	frappe.init(NAME, sites_path=".", force=True)
	frappe.connect()
	try:
		yield again
	finally:
		frappe.cache.delete_keys("*")
		frappe.destroy()
		for name, value in before.items():
			setattr(frappe.local, name, value)


def test_the_server_stops_in_mid_sweep_and_comes_back(server, restart):
	tickets = late_tickets(a_desk(), 8)
	worker = Process(STOP_IN_MID_SWEEP)
	worker.go()
	assert worker.heard() == "in mid-sweep"
	server.stop()
	worker.go()
	code, said = worker.end()
	assert code != 0
	assert any(error in said for error in LOST), said
	restart()
	assert told_once_or_not_yet(tickets) == 0
	sweep_to_the_end()
	assert_each_was_told_once(tickets)


@pytest.mark.parametrize("end", [Server.stop, Server.kill])
def test_the_server_goes_in_mid_run_and_what_was_committed_stays(server, restart, end):
	tickets = late_tickets(a_desk(), 60)
	workers = [Process(SWEEP_BY_CHUNKS) for _number in range(2)]
	for worker in workers:
		worker.go()
	for worker in workers:
		assert worker.heard() == "a chunk"
	for worker in workers:
		worker.go()
	end(server)
	ends = [worker.end() for worker in workers]
	assert any(code != 0 for code, _said in ends)
	assert all(any(error in said for error in LOST) for code, said in ends if code)
	restart()
	assert 5 <= told_once_or_not_yet(tickets) < 60
	sweep_to_the_end()
	assert_each_was_told_once(tickets)
