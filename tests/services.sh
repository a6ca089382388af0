#!/usr/bin/env bash
# Installs what the tests need beside Python packages, where it may, and says what is missing where it may not.
set -u
declare -A package=([redis-server]=redis-server [chromium]=chromium [postgres]=postgresql)
missing=()
for tool in "${!package[@]}"; do
  case $tool in
    postgres) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=("${package[$tool]}") ;;
    *) command -v "$tool" >/dev/null 2>&1 || missing+=("${package[$tool]}") ;;
  esac
done
fc-list 2>/dev/null | grep -qi 'cjk' || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need these programs, which this system's package manager has to install: ${missing[*]}." >&2
  exit 1
fi
run=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "The tests need Debian packages that only root can install. Run: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
  run=(sudo)
fi
echo "Installing for the tests: ${missing[*]}"
"${run[@]}" apt-get update -qq || true
DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
  echo "apt-get could not install: ${missing[*]}. Install them by hand and run make test again." >&2
  exit 1
}
