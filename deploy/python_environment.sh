#!/bin/sh
# Makes .venv and installs one lock file into it:  python_environment.sh PYTHON requirements/LIST.txt
# pip checks every package against the hash in the lock file; the lock file names no package index.
set -eu
python=$1
list=$2
cd "$(dirname "$0")/.."
log=.venv/install.log

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Cửa Số needs Python 3.11 or newer; '$python' is not. Try:  make PYTHON=/path/to/python3.11" >&2
    exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! "$python" -m venv --clear .venv; then
        echo "Python cannot make a virtual environment. On Debian:  apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Installing $list into .venv (log: $log)"
if ! .venv/bin/python -m pip install --require-hashes --no-input --disable-pip-version-check \
    --progress-bar off -r "$list" </dev/null >"$log" 2>&1; then
    echo "The installation failed; the end of $log:" >&2
    tail -n 15 "$log" >&2
    exit 1
fi
