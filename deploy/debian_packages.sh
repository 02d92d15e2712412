#!/bin/sh
# Installs the missing Debian packages that the tests need in addition to Python and Node.
# WITH_ENGINES=yes adds Firefox, WebKit, a screen without a monitor and its keys, which only `make engines` needs.
# As root the script installs them (log: .venv/debian-packages.log); otherwise it prints their names.
set -eu
cd "$(dirname "$0")/.."
log=.venv/debian-packages.log

has_command() { command -v "$1" >/dev/null 2>&1; }
has_postgresql() { has_command initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
has_program() { has_command "$1" || [ -x "/usr/sbin/$1" ]; }
has_apache_module() { [ -e "/usr/lib/apache2/modules/mod_$1.so" ]; }
has_font() { ls /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf >/dev/null 2>&1; }

missing=""
has_command chromium || missing="$missing chromium"
has_postgresql || missing="$missing postgresql"
has_font || missing="$missing fonts-noto-core"
has_command openssl || missing="$missing openssl"
has_command softhsm2-util || missing="$missing softhsm2"
has_program pgbouncer || missing="$missing pgbouncer"
has_program nginx || missing="$missing nginx-light"
has_apache_module auth_openidc || missing="$missing apache2-bin libapache2-mod-auth-openidc"
has_command java || missing="$missing default-jre-headless"
if [ -n "${WITH_ENGINES:-}" ]; then
    has_command firefox-esr || missing="$missing firefox-esr"
    has_command WebKitWebDriver || missing="$missing webkit2gtk-driver"
    has_command Xvfb || missing="$missing xvfb"
    has_command xdotool || missing="$missing xdotool"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! has_command apt-get; then
    echo "The tests need these packages of Debian, which are not installed:$missing" >&2
    echo "Install them as root, then try again:  apt-get update && apt-get install -y$missing" >&2
    exit 1
fi

echo "Installing from Debian's packages:$missing (log: $log)"
mkdir -p "$(dirname "$log")"
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } </dev/null >"$log" 2>&1; then
    echo "The installation failed; the end of $log:" >&2
    tail -n 15 "$log" >&2
    exit 1
fi
