import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * A program in the place of ffmpeg: it notes its arguments and then runs `script` (bash; "$@" are the
 * arguments, $SIZE and $BYTES those of a picture), or by default films the test card with the real ffmpeg.
 */
export function standInFfmpeg(path: string, script = FILM): { path: string; calls: () => string[][] } {
  const notes = `${path}.calls`;
  const head = [
    '#!/bin/bash',
    'if [[ "$1" == -version ]]; then echo "ffmpeg version 5.1.9"; exit; fi',
    `{ printf '%s\\t' "$@"; echo; } >> '${notes}'`,
    'SIZE=$(grep -oP "scale=\\K[0-9]+:[0-9]+" <<< "$*" | tr : x)',
    'BYTES=$(( $(tr x "*" <<< "$SIZE") * 3 ))',
  ];
  writeFileSync(path, `${[...head, script].join('\n')}\n`);
  chmodSync(path, 0o755);
  const calls = () =>
    existsSync(notes)
      ? readFileSync(notes, 'utf8')
          .trim()
          .split('\n')
          .map((line) => line.split('\t').filter(Boolean))
      : [];
  return { path, calls };
}

const FILM =
  'exec ffmpeg -v error -nostdin -re -f lavfi -i "testsrc=size=$SIZE:rate=30" -f rawvideo -pix_fmt rgb24 pipe:1';
