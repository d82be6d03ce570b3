import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Capabilities, EngineFacts, ErrorCode, Limits } from '@holdfast/core'
import type { Entry, Totals } from './ledger.ts'
import type { Tier } from './rule.ts'

/** What a run leaves behind: `conformance-report/<backend>.json`. */
export interface Report {
  readonly backend: string
  /** The version of the suite. */
  readonly suite: string
  readonly tier: Tier
  readonly seed: number
  /** True when every rule of the tier has run. It is written as false before the first rule runs. */
  readonly complete: boolean
  /** The tier that was reached: every rule of it ran and none failed. */
  readonly level: Tier | 'none'
  readonly startedAt: string
  readonly platform: string
  readonly engine?: EngineFacts
  readonly versions: Readonly<Record<string, string>>
  readonly capabilities?: Capabilities
  readonly limits?: Limits
  readonly totals: Totals
  /** Rules of a higher tier, which this run did not hold. */
  readonly beyond: number
  readonly rules: readonly Entry[]
  /** Codes that the engine cannot raise, with the reason. */
  readonly cannot: Partial<Record<ErrorCode, string>>
  /** What rules measured, by section: `isolation`, `batching`, `speed` … */
  readonly [section: string]: unknown
}

/** The one place where a level is decided: a failure or a rule that did not run is no level. */
export const levelOf = (tier: Tier, totals: Totals): Tier | 'none' =>
  totals.fail === 0 && totals.notRun === 0 && totals.pass > 0 ? tier : 'none'

export const suiteVersion = (): string => {
  const manifest = createRequire(import.meta.url)('../package.json') as { readonly version: string }
  return manifest.version
}

export const writeReport = (directory: string, report: Report): void => {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, `${report.backend}.json`), `${JSON.stringify(report, undefined, 2)}\n`)
}
