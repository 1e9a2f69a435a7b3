# Makes `.venv` from a bare machine; sourced by the scripts beside it, never run.
#
#   source "$(dirname "${BASH_SOURCE[0]}")/_bootstrap.sh"
#   bootstrap base test lint
#
# Wants Python 3.11 or newer with pip (PYTHON=… names another one), and no root. pip fetches uv into
# `.tools` (a target folder, so neither the venv module nor a change to the system's Python is
# needed); uv makes `.venv` and puts into it exactly what requirements/*.txt pin by hash, then this
# checkout as an editable install. Everything said goes to standard error.
#
# A stamp in `.venv` holds the digest of all that went in, so a second call returns at once. What no
# longer fits (another interpreter, a moved checkout, a half-made folder) is made again. Sets once
# installed stay: `demo` does not take away what `test` needs.

set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
VENV="$ROOT/.venv"
TOOLS="$ROOT/.tools"
STAMP="$VENV/suyton-bootstrap"

# A foreign library path or environment would shadow what is pinned here.
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV CONDA_PREFIX
# The system's certificates are the ones a company's proxy is trusted by.
export UV_SYSTEM_CERTS=true UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=true

say() { printf 'bootstrap: %s\n' "$*" >&2; }
refuse() {
    say "$*"
    exit 2
}

# What makes one interpreter another one: its version, and where its library stands.
identity() { "$1" -c 'import sys; print(*sys.version_info[:3], sys.base_prefix)' 2>/dev/null; }

find_python() {
    local candidate without_pip="" candidates=(python3 python3.11 python3.12 python3.13 python3.14)
    [ -z "${PYTHON:-}" ] || candidates=("$PYTHON")
    for candidate in "${candidates[@]}"; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        if "$candidate" -m pip --version >/dev/null 2>&1; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
        without_pip="$candidate"
    done
    [ -z "$without_pip" ] ||
        refuse "$without_pip has no pip. On Debian, as root: apt-get install python3-pip"
    refuse "no Python 3.11 or newer among: ${candidates[*]}. Install one, or name it: PYTHON=/path/to/python3"
}

# One uv for everybody: the release that requirements/tools.txt pins, by its hash.
install_uv() {
    local pinned
    pinned="$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' "$ROOT/requirements/tools.txt")"
    case "$("$TOOLS/bin/uv" --version 2>/dev/null)" in "uv $pinned" | "uv $pinned "*) return ;; esac
    say "fetching uv $pinned into .tools"
    rm -rf "$TOOLS"/bin "$TOOLS"/uv "$TOOLS"/uv-*.dist-info
    "$1" -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
        --root-user-action=ignore --target "$TOOLS" --require-hashes \
        --requirement "$ROOT/requirements/tools.txt" >&2
}

# uv reads no pip configuration, so a mirror named there is handed over (and written nowhere).
hand_over_mirror() {
    local mirror
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] || return 0
    mirror="${PIP_INDEX_URL:-$("$1" -m pip config get global.index-url 2>/dev/null || true)}"
    [ -z "$mirror" ] || export UV_DEFAULT_INDEX="$mirror"
}

# The stamp that a `.venv` holding the given sets would carry: sets, checkout, interpreter, digest.
stamp_of() {
    local set files=("$ROOT/pyproject.toml" "$ROOT/requirements/build.txt" "$ROOT/scripts/_bootstrap.sh")
    for set in $1; do files+=("$ROOT/requirements/$set.txt"); done
    printf '%s\n%s\n%s\n%s\n' "$1" "$ROOT" "$(identity "$VENV/bin/python")" \
        "$(cat "${files[@]}" | sha256sum | cut -d ' ' -f 1)"
}

# Is `.venv` whole, made here, and by the interpreter it would be made by again?
fits() {
    [ -f "$STAMP" ] && [ "$(sed -n 2p "$STAMP")" = "$ROOT" ] &&
        [ "$(sed -n 3p "$STAMP")" = "$(identity "$VENV/bin/python")" ] &&
        { [ -z "${PYTHON:-}" ] || [ "$(identity "$PYTHON")" = "$(identity "$VENV/bin/python")" ]; }
}

make_venv() {
    local sets="$1" set python files=()
    python="$(find_python)" || exit
    install_uv "$python"
    hand_over_mirror "$python"
    if fits; then
        say "bringing .venv up to date ($sets)"
        python="$VENV/bin/python"
    else
        say "making .venv with $python ($sets)"
        "$TOOLS/bin/uv" venv --quiet --clear --python "$python" "$VENV" >&2
    fi
    # Gone until the work is done: a killed bootstrap leaves a folder that is made again.
    rm -f "$STAMP"
    for set in $sets; do files+=("$ROOT/requirements/$set.txt"); done
    # Compiled at once: four seconds here, against one in every process where Python is told to
    # write no bytecode, as build machines often do.
    "$TOOLS/bin/uv" pip sync --quiet --python "$VENV/bin/python" --require-hashes \
        --compile-bytecode "${files[@]}" >&2
    "$TOOLS/bin/uv" pip install --quiet --python "$VENV/bin/python" --no-deps \
        --build-constraints "$ROOT/requirements/build.txt" --require-build-hashes \
        --editable "$ROOT" >&2
    stamp_of "$sets" >"$STAMP.new"
    mv "$STAMP.new" "$STAMP"
}

# bootstrap SET…: afterwards `.venv` holds the sets (files of requirements/) and this checkout.
bootstrap() {
    local sets="$*" set started=$SECONDS
    mkdir -p "$TOOLS"
    {
        flock --nonblock 9 || {
            say "another bootstrap is at work in this checkout; waiting for it"
            flock 9
        }
        if fits; then
            sets="$(sed -n 1p "$STAMP")"
            for set in "$@"; do
                case " $sets " in *" $set "*) ;; *) sets="$sets $set" ;; esac
            done
        fi
        if ! fits || [ "$(stamp_of "$sets")" != "$(cat "$STAMP")" ]; then
            make_venv "$sets" 9>&-
            say "ready after $((SECONDS - started)) s"
        fi
    } 9>"$TOOLS/lock"
}

# bootstrap_peers: the libraries our counts are held against, in var/peers, apart from ours.
bootstrap_peers() {
    local peers="$ROOT/var/peers" pins="$ROOT/requirements/peers.txt" started=$SECONDS python
    mkdir -p "$TOOLS" "$ROOT/var"
    {
        flock 9
        if ! cmp -s "$pins" "$peers/pins.txt"; then
            say "installing the peer libraries into var/peers (about a minute)"
            python="$(find_python)" || return
            install_uv "$python"
            hand_over_mirror "$python"
            "$TOOLS/bin/uv" venv --quiet --clear --python "$python" "$peers"
            "$TOOLS/bin/uv" pip sync --quiet --require-hashes --python "$peers/bin/python" "$pins"
            cp "$pins" "$peers/pins.txt"
            say "peers ready after $((SECONDS - started)) s"
        fi
    } 9>"$TOOLS/peers.lock"
}

# Debian's Chromium for the tests in browsers: installed where it is missing and we may.
bootstrap_browser() {
    if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then
        return
    fi
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        say 'no chromium here, and only root can install it: the tests in browsers will skip'
        return
    fi
    say 'installing chromium with apt-get for the tests in browsers (about a minute)'
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends chromium fonts-dejavu-core; } >"$ROOT/.tools/chromium.log" 2>&1; then
        say "chromium could not be installed (.tools/chromium.log): the tests in browsers will skip"
    fi
}
