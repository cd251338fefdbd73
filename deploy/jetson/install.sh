#!/usr/bin/env bash
# Installs HematoVision Edge from this clone as a service on a Jetson (JetPack 6) or any Debian or Ubuntu machine.
#
#   sudo deploy/jetson/install.sh            install or update
#   sudo deploy/jetson/install.sh --remove   stop and remove the service; results and settings stay
#
# The program goes to /opt/hematovision, results to /var/lib/hematovision, settings to
# /etc/hematovision/config.yaml (never overwritten).
set -euo pipefail

readonly TARGET=/opt/hematovision STATE=/var/lib/hematovision SETTINGS=/etc/hematovision
readonly UNIT=/etc/systemd/system/hematovision.service
clone="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly clone

say() { printf 'hematovision install: %s\n' "$*" >&2; }
fail() { say "$*"; exit 69; }

check_machine() {
  [[ $EUID -eq 0 ]] || fail "needs root: sudo $0"
  command -v systemctl >/dev/null || fail "this machine has no systemd; run 'npm start' instead"
  command -v npm >/dev/null || fail "npm is missing. Install Node 20 or newer first (apt-get install nodejs npm)"
  local glibc
  glibc="$(ldd --version | awk 'NR==1 {print $NF}')"
  if [[ "$(printf '2.34\n%s\n' "$glibc" | sort -V | head -n 1)" != 2.34 ]]; then
    fail "glibc $glibc is too old, 2.34 is needed: JetPack 6 (Ubuntu 22.04) or Debian 12, not JetPack 5"
  fi
}

install_program() {
  apt-get update && apt-get install -y --no-install-recommends ffmpeg openssl v4l-utils
  id hematovision >/dev/null 2>&1 || useradd --system --home-dir "$STATE" --shell /usr/sbin/nologin hematovision
  say "copying the program to $TARGET"
  mkdir -p "$TARGET.new"
  git -c safe.directory="$clone" -C "$clone" archive HEAD | tar -x -C "$TARGET.new"
  (cd "$TARGET.new" && node scripts/setup.mjs start)
  rm -rf "$TARGET.old"
  if [[ -d "$TARGET" ]]; then mv "$TARGET" "$TARGET.old"; fi
  mv "$TARGET.new" "$TARGET"
}

write_settings() {
  mkdir -p "$SETTINGS"
  [[ -e "$SETTINGS/config.yaml" ]] && return
  "$TARGET/hematovision" serve --print-config --data "$STATE" >"$SETTINGS/config.yaml"
  chgrp hematovision "$SETTINGS/config.yaml"
  chmod 640 "$SETTINGS/config.yaml"
}

start_service() {
  install -m 644 "$TARGET/systemd/hematovision.service" "$UNIT"
  systemctl daemon-reload
  systemctl enable hematovision.service
  systemctl restart hematovision.service
  "$TARGET/hematovision" doctor || true
  say "running. Settings: $SETTINGS/config.yaml; log: journalctl -u hematovision; dashboard: http://127.0.0.1:8080"
  say "the claim code for the first account: journalctl -u hematovision | grep 'claim code'"
}

if [[ "${1:-}" == --remove ]]; then
  [[ $EUID -eq 0 ]] || fail "needs root: sudo $0 --remove"
  systemctl disable --now hematovision.service || true
  rm -f "$UNIT"
  systemctl daemon-reload
  rm -rf "$TARGET" "$TARGET.old"
  say "removed; results are still in $STATE, settings in $SETTINGS"
  exit 0
fi
[[ $# -eq 0 ]] || { sed -n '2,9p' "$0"; exit 64; }

check_machine
install_program
write_settings
start_service
