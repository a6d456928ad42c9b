# Web, socketio, scheduler and worker of the bench, each with a pid and a log in the bench.
# shellcheck shell=bash
web_answers() {
	curl --silent --fail --noproxy '*' --max-time 20 --output /dev/null -H "Host: $1" \
		"http://127.0.0.1:$WEB_PORT/api/method/ping"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# ensure_web SITE [NAME]
ensure_web() {
	local name=${2:-web}
	if web_answers "$1"; then return; fi
	if process_runs "$name"; then stop_process "$name"; fi
	wait_for 10 port_is_free "$WEB_PORT" ||
		die "port $WEB_PORT is taken by another program: stop it, or choose one with WEB_PORT=8001"
	start_process "$name" bench serve --port "$WEB_PORT" --noreload
	wait_for 90 web_answers "$1" || die "the web server does not answer: see $(bench_dir)/logs/$name.log"
}

ensure_background() {
	if ! process_runs worker; then start_process worker bench worker --queue long,default,short; fi
	if ! process_runs schedule; then start_process schedule bench schedule; fi
	if process_runs socketio; then return; fi
	port_is_free "$SOCKETIO_PORT" || die "port $SOCKETIO_PORT is taken by another program: socketio cannot start"
	start_process socketio node apps/frappe/socketio.js
}

stop_all() {
	local name
	for name in web socketio schedule worker; do stop_process "$name"; done
}
