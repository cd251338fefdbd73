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
  'picture-unreadable': 'The file is not a picture this program can read (JPEG, PNG, WebP, TIFF).',
  'picture-too-large': 'Pictures may have up to 100 million pixels. Crop or scale it down first.',
  'ruler-missing':
    'Focus on the lines of a stage micrometer or a counting chamber, so that four or more cross the picture.',
  'config-invalid': '`hematovision serve --print-config` prints every key with its default.',
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
  'broker-unreachable': 'Check lab.broker and the network. Results wait on disk and are sent later.',
  'port-in-use': 'Another program listens there. Choose another port with --port.',
  usage: 'Run the command with --help.',
  'session-missing': 'No session with this id. Reload the page.',
  'session-running': 'End the running session first.',
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
