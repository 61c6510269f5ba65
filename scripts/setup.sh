# What ./run and ./test share: installing what is missing, and saying so. Sourced, not run.
# Each step looks first and installs only what is not there, so that repeating it costs nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/target/tools
log=$root/target/logs
mkdir -p "$tools" "$log"
export PATH="$tools/bin:$tools/node/node_modules/.bin:$HOME/.cargo/bin:$PATH"

# How the tests build everything. Always the whole workspace, whatever is run of it: Cargo unites the features of what it
# is asked for, so that another choice would build the big dependencies once more.
# shellcheck disable=SC2034 # used by who sources this
workspace=(--workspace --features tessera-desktop/custom-protocol --features sign-in/pfx)
# shellcheck disable=SC2034
end_to_end=(--test window --test terminal --test webapp)
# shellcheck disable=SC2034
programs=(--bin tessera-desktop --bin tessera --bin webapp --bin cache-tool --bin ask-person "${end_to_end[@]}")

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

# Runs a noisy step with its output in a log, which is shown when it fails.
quietly() {
  local name=$1; shift
  if ! "$@" >"$log/$name.log" 2>&1; then
    tail -n 60 "$log/$name.log" >&2
    stop "This failed: $* (whole output in target/logs/$name.log)"
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

is_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

# Installs Debian packages; elsewhere names the programs and libraries that are not there.
#   need_packages "PACKAGES" "PROGRAMS" "PKG-CONFIG MODULES"    the last two for other systems
need_packages() {
  local missing
  if ! is_debian; then
    missing=$(missing_programs "$2" "${3:-}" | tr '\n' ' ')
    [ -z "${missing// /}" ] || stop "Please install what provides these, then run this again: $missing"
    return 0
  fi
  # shellcheck disable=SC2086 # a list of words
  missing=$(missing_packages $1 | tr '\n' ' ')
  [ -n "${missing// /}" ] || return 0
  say "Installing $missing"
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || stop "Please install these packages as root: $missing"
  quietly apt-update as_root apt-get update
  # shellcheck disable=SC2086 # a list of words
  quietly apt-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
}

missing_programs() {
  local name
  for name in $1; do command -v "$name" >/dev/null || echo "$name"; done
  for name in $2; do pkg-config --exists "$name" 2>/dev/null || echo "$name"; done
}

at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

need_rust() {
  local wanted=1.90
  if ! command -v cargo >/dev/null && is_debian && apt-cache show rustup >/dev/null 2>&1; then
    need_packages rustup rustup
    quietly rustup rustup default stable
  fi
  command -v cargo >/dev/null || stop "Rust is missing. Install it as https://rustup.rs says, then run this again."
  local found
  found=$(cargo --version | cut -d' ' -f2)
  at_least "$wanted" "$found" || stop "Rust $found is too old: $wanted or newer is needed. 'rustup update' brings it."
}

need_node() {
  local wanted=20.19
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then need_packages "nodejs npm" "node npm"; fi
  command -v npm >/dev/null || stop "Node.js is missing: install version $wanted or newer, with npm, then run this again."
  at_least "$wanted" "$(node --version | tr -d v)" && return 0
  say "Installing a newer Node.js under target/tools"
  quietly node npm install --prefix "$tools/node" --no-save --no-audit --no-fund node@22
  hash -r
  at_least "$wanted" "$(node --version | tr -d v)" || stop "Node.js $(node --version) is too old: $wanted or newer is needed."
}

need_cargo_tool() {
  local tool=$1 version=$2
  [ -x "$tools/bin/$tool" ] && [ "$(cat "$tools/$tool.version" 2>/dev/null)" = "$version" ] && return 0
  say "Building $tool (once)"
  # Unoptimised: they run for seconds, and would be built for minutes.
  quietly "$tool" cargo install "$tool" --version "$version" --locked --debug --force --root "$tools"
  echo "$version" > "$tools/$tool.version"
}

# npm packages of a folder; skipped while its lock file is the one that was installed.
need_npm_packages() {
  local folder=$1
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock" && return 0
  say "Installing npm packages of ${folder#"$root"/}"
  quietly "npm-$(basename "$folder")" npm ci --prefix "$folder" --no-audit --no-fund
  cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock"
}

# What building and opening the window needs.
need_window() {
  local modules=""
  [ "$(uname)" != Linux ] || modules="webkit2gtk-4.1 librsvg-2.0"
  need_packages \
    "build-essential pkg-config curl ca-certificates libwebkit2gtk-4.1-dev librsvg2-dev xdg-utils" \
    "cc" "$modules"
}

# What a window without a screen needs.
need_virtual_display() {
  need_packages "xvfb dbus dbus-x11 gnome-keyring imagemagick xdotool fonts-dejavu-core fonts-noto-core" \
    "Xvfb dbus-run-session gnome-keyring-daemon import identify xdotool"
}

# What tests put around the window: a manager of windows, a panel with a tray, whoever shows notifications.
need_desktop_programs() {
  need_packages "openbox wmctrl x11-utils xfce4-panel xfconf dunst" "openbox wmctrl xprop xwininfo xev xfce4-panel dunst"
}

# The databases that tests and benchmarks start for themselves; no server of the system's is used.
need_test_servers() {
  need_packages "redis-server redis-tools postgresql postgresql-client util-linux" \
    "redis-server redis-cli initdb postgres psql"
}

# What the tests need besides.
need_test_programs() {
  if is_debian && ! command -v chromedriver >/dev/null && ! apt-cache show chromium-driver >/dev/null 2>&1; then
    as_root apt-get update >/dev/null 2>&1 || true
    apt-cache show chromium-driver >/dev/null 2>&1 ||
      stop "The end-to-end tests need Chromium and chromedriver, which this system has no packages for: please install both, then run this again."
  fi
  need_test_servers
  need_packages "python3 python3-venv libsecret-tools libglib2.0-bin polkitd xdg-utils util-linux strace webkit2gtk-driver chromium chromium-driver" \
    "python3 secret-tool gio xdg-open xdg-mime flock unshare setpriv /usr/lib/polkit-1/polkitd strace WebKitWebDriver chromium chromedriver"
}
