#!/usr/bin/env bash
# Installs HematoVision Edge from this clone as a service, or updates it. Debian 12, Ubuntu 22.04 or newer; x64, arm64.
#
#   sudo deploy/linux/install.sh [OPTIONS]
#
#   --dry-run      say what would be done, and do nothing
#   --roll-back    back to the program before this one, and to the data as they were before it came
#   --uninstall    stop and remove program and service; results, backups and settings stay
#   --offline      take packages and dashboard as they lie in this clone (node_modules, dist); nothing is fetched
#   --root DIR     install below DIR instead of /, for an image; the service is not started
#   --help
#
# Program     /opt/hematovision/versions/…, the one in use is /opt/hematovision/current
# Results     /var/lib/hematovision, kept by every update and by --uninstall
# Backups     /var/backups/hematovision, one before each update
# Settings    /etc/hematovision/config.yaml, never overwritten
set -euo pipefail

clone="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
readonly clone
readonly USER_NAME=hematovision SERVICE=hematovision.service
readonly NODE_VERSION=24 NPM_VERSION=11 LEAST_GLIBC=2.34 LEAST_FREE_MB=3000 KEPT_VERSIONS=2
readonly GROUPS_NEEDED=(video render)
readonly PACKAGES=(ffmpeg openssl v4l-utils)

root='' dry_run=no offline=no action=install
staging='' bootstrap=''

say() { printf 'hematovision install: %s\n' "$*" >&2; }
fail() { say "$*"; exit 69; }
usage() { sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
# Says a step, and takes it unless this is a rehearsal.
run() {
  if [[ $dry_run == yes ]]; then printf 'would run: %s\n' "$*"; else "$@"; fi
}
# Steps that concern the running machine, not an image.
on_machine() { if [[ -z $root ]]; then run "$@"; fi; }

clean_up() {
  [[ -z $staging ]] || rm -rf "$staging"
  [[ -z $bootstrap ]] || rm -rf "$bootstrap"
}
trap clean_up EXIT

read_options() {
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --dry-run) dry_run=yes ;;
      --offline) offline=yes ;;
      --roll-back) action=roll_back ;;
      --uninstall) action=uninstall ;;
      --root) [[ $# -gt 1 && $2 == /* ]] || fail '--root takes an absolute path'; root="${2%/}"; shift ;;
      --help) usage; exit 0 ;;
      *) say "unknown option $1"; usage >&2; exit 64 ;;
    esac
    shift
  done
  readonly root dry_run offline action
  readonly program="$root/opt/hematovision" state="$root/var/lib/hematovision"
  readonly settings="$root/etc/hematovision" backups="$root/var/backups/hematovision"
  readonly unit="$root/etc/systemd/system/$SERVICE" rules="$root/etc/udev/rules.d/70-hematovision.rules"
  readonly command_link="$root/usr/local/bin/hematovision"
}

# Everything that could stop an installation half way, looked at before anything is touched. All faults at once.
check_machine() {
  local faults=()
  [[ $dry_run == yes || -n $root || $EUID -eq 0 ]] || faults+=("it needs root: sudo $0")
  case "$(uname -m)" in x86_64 | aarch64) ;; *) faults+=("$(uname -m) is no processor it runs on: x86_64 or aarch64") ;; esac
  local glibc
  glibc="$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)"
  [[ "$(printf '%s\n%s\n' "$LEAST_GLIBC" "$glibc" | sort -V | head -n 1)" == "$LEAST_GLIBC" ]] ||
    faults+=("glibc $glibc is too old, $LEAST_GLIBC is needed: Debian 12, Ubuntu 22.04 or JetPack 6")
  if [[ -z $root ]]; then
    command -v systemctl >/dev/null || faults+=("this machine has no systemd; run 'npm start' instead")
    command -v apt-get >/dev/null || faults+=('it installs packages with apt-get, which is not here')
  fi
  if [[ $offline == yes ]]; then
    [[ -d $clone/node_modules && -d $clone/dist/ui ]] ||
      faults+=('--offline needs a clone with its packages and dashboard: run "node scripts/setup.mjs start" there')
  fi
  local at="$program" free
  while [[ ! -d $at ]]; do at="$(dirname "$at")"; done
  free="$(df --output=avail --block-size=1M "$at" | tail -n 1 | tr -d ' ')"
  ((free >= LEAST_FREE_MB)) || faults+=("only $free MB are free below $at, $LEAST_FREE_MB are needed")
  ((${#faults[@]} == 0)) && return
  printf 'hematovision install: %s\n' "${faults[@]}" >&2
  exit 69
}

install_packages() {
  [[ -z $root && $offline == no ]] || return 0
  local missing=() package
  for package in "${PACKAGES[@]}"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  command -v npm >/dev/null || missing+=(npm)
  ((${#missing[@]} > 0)) || return 0
  say "installing packages: ${missing[*]}"
  run apt-get update -q
  run env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

make_user() {
  local group
  for group in "${GROUPS_NEEDED[@]}"; do
    on_machine sh -c "getent group $group >/dev/null || groupadd --system $group"
  done
  on_machine sh -c "id $USER_NAME >/dev/null 2>&1 ||
    useradd --system --user-group --home-dir $state --shell /usr/sbin/nologin --groups video,render $USER_NAME"
  run install -d -m 755 "$program/versions"
  run install -d -m 700 "$state"
  run install -d -m 700 "$backups"
  run install -d -m 750 "$settings"
  on_machine chown "$USER_NAME:$USER_NAME" "$state"
  on_machine chown "root:$USER_NAME" "$settings"
}

version_name() {
  local version commit
  version="$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$clone/package.json")"
  commit="$(git -c safe.directory="$clone" -C "$clone" rev-parse --short=12 HEAD)"
  printf '%s-%s' "$version" "$commit"
}

# The program's own Node and a current npm, whatever the machine has: Ubuntu 22.04 brings Node 12.
fetch_packages() {
  local arch node
  case "$(uname -m)" in x86_64) arch=x64 ;; *) arch=arm64 ;; esac
  bootstrap="$(mktemp -d)"
  npm install --loglevel=error --no-audit --no-fund --prefix "$bootstrap" "node-linux-$arch@$NODE_VERSION" "npm@$NPM_VERSION"
  node="$bootstrap/node_modules/node-linux-$arch/bin/node"
  (cd "$staging" && PATH="$(dirname "$node"):$PATH" npm_execpath="$bootstrap/node_modules/npm/bin/npm-cli.js" \
    "$node" scripts/setup.mjs start)
}

# Built beside the others and moved into its place whole.
place_program() {
  local target="$program/versions/$1"
  if [[ -d $target ]]; then say "$1 is there already"; return; fi
  say "placing $1"
  if [[ $dry_run == yes ]]; then printf 'would build: %s\n' "$target"; return; fi
  staging="$(mktemp -d "$program/versions/.new-XXXXXX")"
  chmod 755 "$staging"
  git -c safe.directory="$clone" -C "$clone" archive HEAD | tar -x -C "$staging"
  if [[ $offline == yes ]]; then
    cp -a "$clone/node_modules" "$clone/dist" "$staging/"
  else
    fetch_packages
  fi
  "$staging/hematovision" --version >/dev/null || fail 'the program does not run here; nothing was changed'
  mv -T "$staging" "$target"
  staging=''
}

write_settings() {
  if [[ ! -e $settings/config.yaml ]]; then
    say "writing $settings/config.yaml"
    run sh -c "'$program/versions/$1/hematovision' serve --print-config --data /var/lib/hematovision >'$settings/config.yaml'"
    run chmod 640 "$settings/config.yaml"
    on_machine chgrp "$USER_NAME" "$settings/config.yaml"
  fi
  run install -D -m 644 "$clone/deploy/linux/70-hematovision.rules" "$rules"
  run install -D -m 644 "$clone/systemd/$SERVICE" "$unit"
  run install -d -m 755 "$(dirname "$command_link")"
  run ln -sfn /opt/hematovision/current/hematovision "$command_link"
  # Where no udev runs, its rules hold from the next start on.
  on_machine udevadm control --reload || true
  on_machine systemctl daemon-reload
}

in_use() { if [[ -L $program/current ]]; then basename "$(readlink "$program/current")"; fi; }

use() { run ln -sfn "versions/$1" "$program/current"; }

# The database as it was before a new program changes its form.
back_up() {
  [[ -e $state/hematovision.db ]] || return 0
  say "backing up to $backups/before-$1.tar"
  run "$program/versions/$1/hematovision" backup "$backups/before-$1.tar" --data "$state"
}

# Type=notify: systemctl returns when the dashboard answers, or with a fault.
start() {
  [[ -z $root ]] || return 0
  run systemctl enable --quiet "$SERVICE"
  run systemctl restart "$SERVICE"
}

# With a newer form of the database an older program would refuse to start.
return_to() {
  local from="$1" to="$2" saved="$backups/before-$1.tar"
  say "going back from $from to $to"
  on_machine systemctl stop "$SERVICE"
  if [[ -e $saved ]]; then
    # By the program that will use it: a newer one would bring the database to its own form.
    run "$program/versions/$to/hematovision" restore "$saved" --data "$state" --replace
    on_machine chown -R "$USER_NAME:$USER_NAME" "$state"
  fi
  use "$to"
  start
}

forget_old_versions() {
  local version keep
  keep="$(in_use)"
  find "$program/versions" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2 |
    { grep -vxF -- "$keep" || true; } | tail -n +"$KEPT_VERSIONS" |
    while read -r version; do run rm -rf "${program:?}/versions/$version"; done
}

do_install() {
  check_machine
  local new old
  new="$(version_name)" old="$(in_use)"
  install_packages
  make_user
  place_program "$new"
  write_settings "$new"
  if [[ -n $old && $old != "$new" ]]; then
    on_machine systemctl stop "$SERVICE"
    if ! back_up "$new"; then
      start
      fail "the data could not be backed up; nothing was changed, $old runs again"
    fi
  fi
  use "$new"
  if ! start; then
    [[ -n $old && $old != "$new" ]] || fail "it does not start: journalctl -u $SERVICE"
    return_to "$new" "$old"
    fail "$new did not start (journalctl -u $SERVICE); $old runs again, with its data"
  fi
  # Only now: a program that did not start must not take the place of the one before.
  if [[ -n $old && $old != "$new" ]]; then run sh -c "printf '%s\n' '$old' >'$program/previous'"; fi
  if [[ $dry_run == yes ]]; then return; fi
  forget_old_versions
  say "$new is installed. Settings: $settings/config.yaml; checks: hematovision doctor --config $settings/config.yaml"
  say "the claim code for the first account: journalctl -u $SERVICE | grep 'claim code'"
}

do_roll_back() {
  [[ -s $program/previous ]] || fail 'there is no program before this one'
  local old now
  old="$(<"$program/previous")" now="$(in_use)"
  [[ -d $program/versions/$old ]] || fail "$old is no longer there"
  return_to "$now" "$old"
  run rm -f "$program/previous"
  say "$old runs again; what was counted since lies beside $state, under a name with the time"
}

do_uninstall() {
  on_machine systemctl disable --now "$SERVICE" || true
  run rm -f "$unit" "$rules" "$command_link"
  on_machine systemctl daemon-reload
  run rm -rf "$program"
  say "removed; results are still in $state, backups in $backups, settings in $settings"
}

read_options "$@"
"do_$action"
