/**
 * Every fault a person can meet, with what to do about it. The table is the documentation: the command line
 * prints the hint under the message, and the dashboard shows it beside.
 */
export const ERROR_HINTS = {
  'camera-missing':
    'Check that the microscope camera is plugged in and switched on. `ls -l /dev/v4l/by-id` lists cameras.',
  'camera-stalled': 'The camera sends no pictures. Check the cable; capture restarts by itself.',
  'camera-no-frames': 'The source opened but holds no video pictures. Try it with `ffplay`.',
  'simulator-failed':
    'It starts again by itself. Should it stop repeatedly, please report it with this message.',
  'source-invalid': 'Use simulator, file:PATH, v4l2:/dev/v4l/by-id/…, rtsp://… or http(s)://….',
  'ffmpeg-missing': 'Install it: apt-get install ffmpeg',
  'ffmpeg-failed': 'The last lines ffmpeg printed say why; check the path or address of the source.',
  'file-missing': 'Check the path.',
  'picture-unreadable': 'The file is not a picture this program can read (JPEG, PNG, WebP, TIFF, BMP).',
  'picture-too-large': 'Pictures may have up to 100 million pixels. Crop or scale it down first.',
  'restart-refused': 'Wait three minutes, then try again.',
  'ruler-missing':
    'Focus on the lines of a stage micrometer or a counting chamber, so that four or more cross the picture.',
  'config-invalid': '`hematovision serve --print-config` prints every key with its default.',
  'settings-fixed':
    'Start the instrument with --config FILE and let its user write that file, or change it at the console.',
  'model-missing':
    'Fetch the file again (`git checkout models/`), or point inference.modelDirectory at a complete folder.',
  'model-checksum':
    'The weights are not the ones the manifest describes. Fetch them again (`git checkout models/`).',
  'model-invalid': 'The model does not have the inputs and outputs the manifest promises.',
  'provider-unavailable':
    'The execution provider is not part of this installation; set inference.provider to cpu, or see deploy/jetson.',
  'inference-failed':
    'The inference worker stopped; it restarts by itself. Repeated failures: run `hematovision doctor`.',
  'store-failed': 'Check the free space and the permissions of the data folder.',
  'whip-failed':
    'Check server.whip: the address, the token file, and that the media server takes H.264. It is tried again by itself.',
  'broker-unreachable': 'Check lab.broker and the network. Results wait on disk and are sent later.',
  'delivery-failed':
    'Check that the receiver runs and its address in the settings. The message waits on disk.',
  'message-missing': '`hematovision outbox list` shows the messages and their numbers.',
  'port-in-use': 'Another program listens there. Choose another port with --port.',
  'encoder-missing':
    'ffmpeg has no H.264 encoder that works here (h264_nvenc, libx264). The dashboard shows pictures without it.',
  'offer-unreadable': 'Send the SDP offer of a WebRTC player.',
  'offer-refused': 'The player must want to receive H.264 video.',
  'viewer-missing': 'The video of this player has ended. Join anew.',
  'viewer-changed': 'A viewer cannot take up its connection again. Join anew.',
  'video-full': 'Widen server.webrtc.udpPorts, or wait until somebody leaves.',
  usage: 'Run the command with --help.',
  'session-missing': 'No session with this id. Reload the page.',
  'session-running': 'End the running session first.',
  'session-signed': 'Amend it first: its next report then replaces this one.',
  'session-unsigned': 'Only what was signed can be amended.',
  'sign-refused': 'Decide what is still open, then sign.',
  'revision-changed': 'It has changed since you looked. Check it again, then sign.',
  'cell-missing': 'No such cell in this session. Reload the page.',
  'reading-refused': 'Another person must read.',
  'reading-blinded': 'Close your reading in the review, or start the next session.',
  'chamber-reading-refused': 'Put right what is told, then send it with a new id.',
  'order-missing': 'The work list shows the orders that came in.',
  'accession-unknown':
    'Check the number on the tube, or have it ordered. The setting lab.unknownAccessions can allow it.',
  'picture-missing': 'Pictures are kept for an hour. Read it again.',
  'tally-missing': 'It was kept or given up already. Reload the page.',
  'tally-running': 'Keep the count that is open, or give it up, before another begins.',
  'tally-behind': 'This count goes on in another window. Reload the page to go on here.',
  'quiz-missing': 'Reload the page.',
  'quiz-refused': 'Choose other questions.',
  'command-invalid': 'docs/asyncapi.yaml lists the commands and what they take.',
  'sign-in-required': 'Sign in first. Programs send a token: Authorization: Bearer …',
  'sign-in-failed': 'Check the name and the password. `hematovision user password NAME` sets a new one.',
  'too-many-attempts': 'Wait, then try again.',
  'not-permitted': 'Ask an administrator for a role that may do this.',
  'claim-refused': 'The code stands on the console of the instrument (journalctl -u hematovision).',
  'account-exists': 'Choose another name, or change that account.',
  'account-missing': '`hematovision user list` shows the accounts.',
  'account-needed': 'Make another account an administrator first.',
  'token-missing': '`hematovision token list` shows the tokens.',
  'link-missing': 'Ask for a new link.',
  'certificate-invalid':
    'Check server.tls.certFile and server.tls.keyFile: PEM, belonging together, readable.',
  'self-test-failed': '`hematovision doctor` tells more. Start the instrument again when it is mended.',
  'backup-invalid': 'Take another backup; this one is left as it is.',
  'audit-broken': 'Keep the data folder as it is, compare with a backup, and find out who could write there.',
} as const;

export type ErrorCode = keyof typeof ERROR_HINTS;

/** A fault with a code, a message that says what and where, and a hint for the person at the bench. */
export class HematovisionError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HematovisionError';
    this.code = code;
    this.hint = options.hint ?? ERROR_HINTS[code];
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
