import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'

export interface Signature {
  readonly engine: string
  readonly tool: string
  readonly appliedBy: string
}

let toolName: string | undefined

/** With the version, unless a bundler has left the package behind. */
const nameWithVersion = (): string => {
  try {
    const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
    const { name, version } = JSON.parse(text) as { readonly name?: string; readonly version?: string }
    return name === '@holdfast/core' ? `holdfast ${version}` : 'holdfast'
  } catch {
    return 'holdfast'
  }
}

/** Who writes into the history, and with what. */
export const signature = (engine: string): Signature => ({
  engine,
  tool: (toolName ??= nameWithVersion()),
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
