"""Creating over REST, beside a bare DocType: gunicorn with two workers, token sign-in, four clients, all on this machine."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import desk
import frappe
from frappe.permissions import add_permission, update_permission_property
from timing import Figure

from aftersales_app.aftersales_core import moments
from aftersales_app.domain import invitation
from aftersales_app.service_quality.services import invitations

CLIENTS, REQUESTS, ROUNDS = 4, 120, 5
USER = "bench1@example.com"
GIVE = "/api/method/aftersales_app.service_quality.api.give_feedback"


def figures() -> Iterator[Figure]:
	desk.prepare()
	token = _token()
	with _server() as port:
		ours = lambda: _post(port, token, desk.ticket)  # noqa: E731
		bare = lambda: _post(port, token, desk.bare)  # noqa: E731
		ours(), bare()
		pairs = []
		for _ in range(ROUNDS):
			desk.finish_open()
			pairs.append((ours(), bare()))
	ratio = median(a / b for a, b in pairs)
	own, other = median(a for a, _ in pairs), median(b for _, b in pairs)
	yield Figure(
		"POST a ticket", ratio, "x bare", 1.5, note=f"{own:.1f} ms, bare {other:.1f} ms a request (p50)"
	)
	desk.finish_open()
	yield _feedback()


def _feedback() -> Figure:
	"""A customer sends in what they think, beside a guest who creates a bare document; each from an address of their own."""
	add_permission(desk.BARE, "Guest", 0)
	update_permission_property(desk.BARE, "Guest", 0, "create", 1)
	tokens = iter(_tokens(REQUESTS * (ROUNDS + 1)))
	secret = invitations.secret()
	frappe.db.commit()

	def answer(_count: int) -> tuple[str, str, str]:
		token = next(tokens)
		nonce = invitation.nonce(secret, token, moments.now())
		told = {
			"nonce": nonce,
			"overall": 4,
			"timeliness": 5,
			"attitude": 4,
			"words": "师傅很好",
			"reasons": "Friendly",
		}
		return GIVE, urlencode({"token": token, **told}), "application/x-www-form-urlencoded"

	def bare(count: int) -> tuple[str, str, str]:
		values = desk.bare(count)
		doctype = values.pop("doctype").replace(" ", "%20")
		return f"/api/resource/{doctype}", json.dumps(values), "application/json"

	with _server() as port:
		pairs = [(_guests(port, answer), _guests(port, bare)) for _round in range(ROUNDS + 1)][1:]
	ratio = median(a / b for a, b in pairs)
	own, other = median(a for a, _ in pairs), median(b for _, b in pairs)
	told = f"{own:.1f} ms, bare {other:.1f} ms a request (p50)"
	return Figure("a guest sends in feedback", ratio, "x bare", 1.5, note=told)


def _tokens(count: int) -> list[str]:
	"""Tokens of invitations to a closed ticket; commits."""
	frappe.set_user("Administrator")
	ticket = frappe.get_doc(desk.ticket(0)).insert().name
	closed = {"status": "Closed", "status_category": "Closed", "closed_at": moments.site_now(), "is_open": 0}
	frappe.db.set_value("Aftersales Ticket", ticket, closed)
	names = [invitations.invite(ticket, invitations.EMAIL) for _number in range(count)]
	frappe.db.commit()
	return [invitation.token(invitations.secret(), name) for name in names]


def _guests(port: int, make: Callable[[int], tuple[str, str, str]]) -> float:
	"""Median milliseconds of a guest's request while `CLIENTS` send theirs."""
	requests, site = [make(number) for number in range(REQUESTS)], frappe.local.site

	def client(number: int) -> list[float]:
		line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
		spent = []
		for at, (path, body, kind) in list(enumerate(requests))[number::CLIENTS]:
			headers = {
				"Host": site,
				"Content-Type": kind,
				"X-Forwarded-For": f"10.1.{number}.{at}",
			}
			began = time.perf_counter()
			line.request("POST", path, body, headers)
			answer = line.getresponse()
			text = answer.read().decode()
			if answer.status not in (200, 303):
				raise RuntimeError(f"{answer.status}: {text[:300]}")
			spent.append((time.perf_counter() - began) * 1000)
		return spent

	with ThreadPoolExecutor(CLIENTS) as pool:
		return median(one for spent in pool.map(client, range(CLIENTS)) for one in spent)


def _post(port: int, token: str, make: Callable[[int], dict]) -> float:
	"""Median milliseconds of a request while `CLIENTS` send theirs."""
	headers = {
		"Authorization": f"token {token}",
		"Content-Type": "application/json",
		"Host": frappe.local.site,
	}

	def client(number: int) -> list[float]:
		line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
		spent = []
		for count in range(REQUESTS // CLIENTS):
			values = make(count + number * 1000)
			doctype = values.pop("doctype").replace(" ", "%20")
			began = time.perf_counter()
			line.request("POST", f"/api/resource/{doctype}", json.dumps(values), headers)
			answer = line.getresponse()
			body = answer.read()
			if answer.status != 200:
				raise RuntimeError(f"{answer.status}: {body[:300]!r}")
			spent.append((time.perf_counter() - began) * 1000)
		return spent

	with ThreadPoolExecutor(CLIENTS) as pool:
		return median(one for spent in pool.map(client, range(CLIENTS)) for one in spent)


def _token() -> str:
	user = frappe.get_doc("User", USER)
	secret = frappe.generate_hash(length=15)
	user.api_key = user.api_key or frappe.generate_hash(length=15)
	user.api_secret = secret
	user.save(ignore_permissions=True)
	frappe.db.commit()
	return f"{user.api_key}:{secret}"


@contextmanager
def _server() -> Iterator[int]:
	"""Two gunicorn workers on a free port."""
	with socket.socket() as free:
		free.bind(("127.0.0.1", 0))
		port = free.getsockname()[1]
	command = [
		str(Path(sys.executable).with_name("gunicorn")),
		"-b",
		f"127.0.0.1:{port}",
		"-w",
		"2",
		"-t",
		"60",
		"frappe.app:application",
	]
	server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
	try:
		_wait(port)
		yield port
	finally:
		server.terminate()
		server.wait(20)


def _wait(port: int) -> None:
	for _ in range(120):
		try:
			line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
			line.request("GET", "/api/method/ping", headers={"Host": frappe.local.site})
			if line.getresponse().status == 200:
				return
		except OSError:
			time.sleep(0.25)
	raise RuntimeError("the web server did not answer")
