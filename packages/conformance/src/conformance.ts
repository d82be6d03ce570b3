import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Harness } from './harness.ts'
import { judge } from './judge.ts'
import { openLedger, totalsOf } from './ledger.ts'
import { levelOf, suiteVersion, writeReport, type Report } from './report.ts'
import type { Tier } from './rule.ts'
import { rulesOf } from './rules.ts'
import { openSuite, type Suite } from './suite.ts'

export interface ConformanceOptions {
  /** Default: `HOLDFAST_TIER`, else `behaviour`. */
  readonly tier?: Tier
  /** Replays a run. Default: `HOLDFAST_SEED`, else by chance; it is in the report and in the suite's title. */
  readonly seed?: number
  /** Where `<name>.json` goes. Default: `HOLDFAST_REPORT`, else `conformance-report` in the working directory. */
  readonly report?: string
}

const tierOf = (given: string | undefined): Tier => {
  if (given === undefined || given === 'behaviour') return 'behaviour'
  if (given === 'certification') return 'certification'
  throw new RangeError(`There is no tier ${given}`)
}

/**
 * Registers the suite as vitest tests, one a rule, and writes the report. Call it at the top of a test file that holds
 * nothing else.
 */
export const conformance = (name: string, harness: Harness, options: ConformanceOptions = {}): void => {
  const tier = options.tier ?? tierOf(process.env['HOLDFAST_TIER'])
  const seed = options.seed ?? Number(process.env['HOLDFAST_SEED'] ?? randomInt(2 ** 31))
  const directory = options.report ?? process.env['HOLDFAST_REPORT'] ?? 'conformance-report'
  const allRules = rulesOf(harness)
  const rules = allRules.filter((rule) => tier === 'certification' || rule.tier === 'behaviour')
  const ledger = openLedger(rules)
  const startedAt = new Date().toISOString()
  let suite: Suite | undefined

  const report = (complete: boolean): Report => {
    const totals = totalsOf(ledger.entries)
    return {
      backend: name,
      suite: suiteVersion(),
      tier,
      seed,
      complete,
      level: complete ? levelOf(tier, totals) : 'none',
      startedAt,
      platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
      ...(suite && { engine: suite.db.facts, capabilities: suite.db.capabilities, limits: suite.db.limits }),
      versions: harness.versions ?? {},
      totals,
      beyond: allRules.length - rules.length,
      rules: ledger.entries,
      cannot: harness.cannot,
      ...suite?.findings,
    }
  }
  // Written before anything runs, so that a worker that crashes cannot leave an older, better report behind.
  writeReport(directory, report(false))

  describe(`${name} (${tier}, seed ${seed})`, () => {
    beforeAll(async () => {
      suite = await openSuite(harness, seed)
    }, 120_000)
    afterAll(async () => {
      const { notRun } = ledger.close()
      writeReport(directory, report(notRun === 0))
      await suite?.close()
    }, 120_000)
    for (const rule of rules) {
      test(`${rule.id}: ${rule.title}`, { timeout: rule.timeout + 30_000 }, async () => {
        if (suite === undefined) throw new Error('The database could not be opened')
        const started = performance.now()
        try {
          const verdict = await judge(rule, suite)
          ledger.record(rule.id, verdict, performance.now() - started)
        } catch (error) {
          ledger.record(rule.id, 'fail', performance.now() - started)
          throw error
        }
      })
    }
  })
}
