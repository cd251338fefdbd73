/** Whether this address or host name leads to the machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host) || /^\[?::1\]?$/.test(host);
}
