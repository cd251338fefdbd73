/** Exit codes of the command line, after BSD's sysexits.h. */
export const EXIT = {
  ok: 0,
  /** The command line is wrong. */
  usage: 64,
  /** Some input could not be read; the rest was done. */
  dataError: 65,
  /** No input at all. */
  noInput: 66,
  /** Something needed is not there: a provider, a port, a broker, a program. */
  unavailable: 69,
  /** A fault of the program. */
  software: 70,
  /** The configuration is not in order. */
  config: 78,
} as const;
