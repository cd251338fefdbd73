import { HematovisionError } from '../core/errors.ts';

/** systemd gives a service up that starts five times in ten minutes (StartLimitBurst): a fifth of them, and some. */
const LEAST_UPTIME_S = 150;

export interface OwnRestartOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly uptimeS?: () => number;
  /** Ends this program as the service manager would. */
  readonly end?: () => void;
}

/**
 * Starts the instrument again where a service manager does so when it ends (Restart=always); null elsewhere. Throws
 * `restart-refused` shortly after a start.
 */
export function ownRestart({
  environment = process.env,
  uptimeS = process.uptime,
  end = () => process.kill(process.pid, 'SIGTERM'),
}: OwnRestartOptions = {}): (() => void) | null {
  if (environment.NOTIFY_SOCKET === undefined) return null;
  return () => {
    if (uptimeS() < LEAST_UPTIME_S)
      throw new HematovisionError('restart-refused', 'The instrument has only just started');
    end();
  };
}
