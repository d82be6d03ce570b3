import { hostname, userInfo } from 'node:os'

export interface Signature {
  readonly engine: string
  readonly tool: string
  readonly appliedBy: string
}

/** Who writes into the history, and with what. */
export const signature = (engine: string): Signature => ({
  engine,
  tool: 'holdfast',
  appliedBy: `${userName()}@${hostname()}:${process.pid}`,
})

const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    // A container may run under a number that has no name.
    return String(process.getuid?.() ?? 'unknown')
  }
}
