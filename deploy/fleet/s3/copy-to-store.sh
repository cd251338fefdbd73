#!/bin/sh
# Copies what an instrument has finished to an object store, by rclone. Nothing is deleted there: how long it is kept is
# the store's own rule. Run again at any time; what is there already does not travel twice.
#
#   copy-to-store.sh recordings DATA TARGET      videos and what was counted in them, but the minute being written
#   copy-to-store.sh sessions DATA TARGET        counts, signed results and pictures of cells, as `hematovision export` writes them
set -eu
what=$1 data=$2 target=$3

case $what in
recordings)
  # A segment is a minute long; what was not written for two is finished.
  rclone copy "$data/recordings" "$target/recordings" --min-age 2m --fast-list
  ;;
sessions)
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  "${HEMATOVISION:-/opt/hematovision/current/hematovision}" export "$work/all" --data "$data"
  # Each export is written anew: only contents tell what the store lacks.
  rclone copy "$work/all" "$target" --checksum --fast-list
  ;;
*)
  echo "copy-to-store.sh knows recordings and sessions, not $what" >&2
  exit 64
  ;;
esac
