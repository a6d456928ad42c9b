# How the checks and each kind of test are run.
# shellcheck shell=bash
UNIT_VENV=${AFTERSALES_UNIT_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/aftersales-unit-venv}
TEST_TOOLS=(pytest==9.2.0 hypothesis==6.170.15 freezegun==1.5.5 pytest-timeout==2.4.0)
LINT_TOOLS=(ruff==0.17.6 mypy==2.4.1 types-PyYAML PyYAML tzdata rjieba scipy scipy-stubs babel==2.18.0)
BROWSER_TOOLS=(playwright==1.65.2)
TEST_DATA=incident_event_log.csv.xz

ensure_unit_venv() {
	local wanted="${TEST_TOOLS[*]} ${LINT_TOOLS[*]}"
	if [ "$(cat "$UNIT_VENV/aftersales-tools" 2>/dev/null)" = "$wanted" ]; then return; fi
	say "preparing the venv of the unit tests in $UNIT_VENV"
	"$PYTHON" -m venv "$UNIT_VENV"
	quietly "$UNIT_VENV/bin/pip" install -q "${TEST_TOOLS[@]}" "${LINT_TOOLS[@]}" ||
		die "pip could not install the test tools: check the network"
	echo "$wanted" >"$UNIT_VENV/aftersales-tools"
}

run_lint() {
	ensure_unit_venv
	cd "$REPO" && "$UNIT_VENV/bin/ruff" check --no-cache . && "$UNIT_VENV/bin/ruff" format --no-cache --check . &&
		"$UNIT_VENV/bin/mypy" --cache-dir="$UNIT_VENV/mypy-cache"
}

run_unit() {
	ensure_unit_venv
	cd "$REPO" && PYTHONDONTWRITEBYTECODE=1 "$UNIT_VENV/bin/python" -m pytest tests/unit -q -p no:cacheprovider "$@"
}

ensure_test_tools() {
	if in_bench env/bin/python -c 'import freezegun, hypothesis, playwright, pytest_timeout' 2>/dev/null; then return; fi
	say "installing the test tools into the bench"
	quietly in_bench env/bin/pip install -q "${TEST_TOOLS[@]}" "${BROWSER_TOOLS[@]}" ||
		die "pip could not install the test tools: check the network"
}

# The test data beside the checkout, as a copy in the bench: like the checkout it may be readable by root only.
copy_test_data() {
	local from=${AFTERSALES_SHARED_DATA:-$REPO/../shared/data} to=config/aftersales-data-$$
	in_bench mkdir -p "$to"
	if [ -r "$from/$TEST_DATA" ]; then in_bench tee "$to/$TEST_DATA" <"$from/$TEST_DATA" >/dev/null; fi
	printf '%s\n' "$(bench_dir)/$to"
}

# run_in_bench KIND SITE ARGUMENTS...
run_in_bench() (
	local kind=$1 site=$2 data
	shift 2
	data=$(copy_test_data)
	trap 'in_bench rm -rf "$data"' EXIT
	in_bench env AFTERSALES_TEST_SITE="$site" AFTERSALES_TEST_URL="http://$site:$WEB_PORT" PYTHONDONTWRITEBYTECODE=1 \
		AFTERSALES_SHARED_DATA="$data" \
		env/bin/python -m pytest "apps/$APP/tests/$kind" -q -p no:cacheprovider --timeout=300 "$@"
)
