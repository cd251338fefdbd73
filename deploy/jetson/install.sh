#!/usr/bin/env bash
# Installs HematoVision Edge as a service on a Jetson with JetPack 6, or updates it. Takes the options of
# deploy/linux/install.sh, which does the work; this one looks at what only a Jetson has.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly here
# JetPack 6 is Jetson Linux 36.
readonly RELEASE_FILE="${HEMATOVISION_TEGRA_RELEASE:-/etc/nv_tegra_release}" LEAST_RELEASE=36

say() { printf 'hematovision install: %s\n' "$*" >&2; }

check_jetson() {
  local release
  release="$(sed -n 's/^# R\([0-9]*\).*/\1/p' "$RELEASE_FILE" 2>/dev/null || true)"
  if [[ -z $release ]]; then
    say "this is no Jetson ($RELEASE_FILE is missing): use deploy/linux/install.sh"
    exit 69
  fi
  if ((release < LEAST_RELEASE)); then
    say "Jetson Linux $release is too old: JetPack 6 (Jetson Linux $LEAST_RELEASE) is needed"
    exit 69
  fi
}

case " $* " in *' --help '* | *' --uninstall '*) ;; *) check_jetson ;; esac
"$here/../linux/install.sh" "$@"
case " $* " in
  *' --help '* | *' --uninstall '* | *' --dry-run '*) ;;
  *) say 'the models run on the CPU until Triton serves them: deploy/jetson/triton says how the GPU is used' ;;
esac
