# Web, socketio, scheduler and worker of the bench, each with a pid and a log in the bench.
# shellcheck shell=bash
web_answers() {
	curl --silent --fail --noproxy '*' --max-time 20 --output /dev/null -H "Host: $1" \
		"http://127.0.0.1:$WEB_PORT/api/method/ping"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# ensure_web SITE [NAME]: as `bench start` does it, so that the desk asks for socketio at its own port and not at the web's.
ensure_web() {
	local name=${2:-web}
	if web_answers "$1"; then return; fi
	if process_runs "$name"; then stop_process "$name"; fi
	wait_for 10 port_is_free "$WEB_PORT" ||
		die "port $WEB_PORT is taken by another program: stop it, or choose one with WEB_PORT=8001"
	start_process "$name" env DEV_SERVER=1 bench serve --port "$WEB_PORT" --noreload
	wait_for 90 web_answers "$1" || die "the web server does not answer: see $(bench_dir)/logs/$name.log"
}

# Where the site's desk looks for socketio.
socketio_port_of() {
	in_bench python3 -c 'import json, sys
files = ("sites/common_site_config.json", f"sites/{sys.argv[1]}/site_config.json")
settings = {name: value for file in files for name, value in json.load(open(file)).items()}
print(settings.get("socketio_port") or 9000)' "$1"
}

socketio_answers() {
	curl --silent --fail --noproxy '*' --max-time 5 --output /dev/null \
		"http://127.0.0.1:$1/socket.io/?EIO=4&transport=polling"
}

# ensure_socketio SITE [NAME]: on SOCKETIO_PORT, else where the site's desk looks for it already.
ensure_socketio() {
	local name=${2:-socketio} running port told
	told=$(socketio_port_of "$1")
	port=${SOCKETIO_PORT:-$told}
	if [ "$port" != "$told" ]; then
		in_bench bench --site "$1" set-config socketio_port "$port" --parse
		in_bench bench --site "$1" clear-cache # what people's desks were told before
	fi
	for running in socketio "$name"; do
		if process_runs "$running" && socketio_answers "$port"; then return; fi
	done
	if process_runs "$name"; then stop_process "$name"; fi
	wait_for 10 port_is_free "$port" ||
		die "port $port is taken by another program: stop it, or choose one for socketio with SOCKETIO_PORT=9001"
	start_process "$name" env FRAPPE_SOCKETIO_PORT="$port" \
		node --require "./apps/$APP/scripts/lib/localhost.js" apps/frappe/socketio.js
	wait_for 30 socketio_answers "$port" || die "socketio does not answer: see $(bench_dir)/logs/$name.log"
}

# ensure_background SITE
ensure_background() {
	if ! process_runs worker; then start_process worker bench worker --queue long,default,short; fi
	if ! process_runs schedule; then start_process schedule bench schedule; fi
	ensure_socketio "$1"
}

stop_all() {
	local name
	for name in web socketio schedule worker; do stop_process "$name"; done
}
