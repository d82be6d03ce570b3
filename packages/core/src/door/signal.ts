/** The signal by which a caller gives up, if there is one. Throws `TypeError`. */
export function checkSignal(signal: unknown, action: string): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal
  throw new TypeError(`Cannot ${action}: the signal must be an AbortSignal`)
}
