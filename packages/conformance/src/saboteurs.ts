import { describe, expect, test } from 'vitest'
import type { Harness, Place } from './harness.ts'
import { judge } from './judge.ts'
import type { Rule } from './rule.ts'
import { rulesOf } from './rules.ts'
import { auditSaboteurs } from './saboteurs/audit.ts'
import { cacheSaboteurs } from './saboteurs/caches.ts'
import { changeSaboteurs } from './saboteurs/changes.ts'
import { claimSaboteurs } from './saboteurs/claims.ts'
import { concurrencySaboteurs } from './saboteurs/concurrency.ts'
import { conditionSaboteurs } from './saboteurs/conditions.ts'
import { connectionSaboteurs } from './saboteurs/connections.ts'
import { driverSaboteurs } from './saboteurs/drivers.ts'
import { evidenceSaboteurs } from './saboteurs/evidence.ts'
import { expirySaboteurs } from './saboteurs/expiry.ts'
import { listSaboteurs } from './saboteurs/lists.ts'
import { manySaboteurs } from './saboteurs/many.ts'
import { migrationSaboteurs } from './saboteurs/migrations.ts'
import { proofSaboteurs } from './saboteurs/proofs.ts'
import { recordConstraintSaboteurs } from './saboteurs/record-constraints.ts'
import { queueSaboteurs } from './saboteurs/queues.ts'
import { recordFilterSaboteurs } from './saboteurs/record-filters.ts'
import { recordNumberSaboteurs } from './saboteurs/record-numbers.ts'
import { recordReadSaboteurs } from './saboteurs/record-reads.ts'
import { recordWriteSaboteurs } from './saboteurs/record-writes.ts'
import { retrySaboteurs } from './saboteurs/retries.ts'
import { ruleSaboteurs } from './saboteurs/rules.ts'
import { sessionSaboteurs } from './saboteurs/sessions.ts'
import { sqlRowSaboteurs } from './saboteurs/sql-rows.ts'
import { sqlStatementSaboteurs } from './saboteurs/sql-statements.ts'
import { sqlValueSaboteurs } from './saboteurs/sql-values.ts'
import { storeSaboteurs } from './saboteurs/stores.ts'
import { transactionSaboteurs } from './saboteurs/transactions.ts'
import { workflowSaboteurs } from './saboteurs/workflows.ts'
import { writeSaboteurs } from './saboteurs/writes.ts'
import type { Saboteur } from './saboteurs/saboteur.ts'
import { spoiled, type Spoil } from './saboteurs/spoil.ts'
import { openSuite } from './suite.ts'

/** Deliberately wrong backends. A suite that lets one of them pass proves nothing about the others. */
export const saboteurs: readonly Saboteur[] = [
  ...auditSaboteurs,
  ...cacheSaboteurs,
  ...changeSaboteurs,
  ...claimSaboteurs,
  ...concurrencySaboteurs,
  ...conditionSaboteurs,
  ...connectionSaboteurs,
  ...driverSaboteurs,
  ...evidenceSaboteurs,
  ...expirySaboteurs,
  ...listSaboteurs,
  ...manySaboteurs,
  ...migrationSaboteurs,
  ...proofSaboteurs,
  ...queueSaboteurs,
  ...recordConstraintSaboteurs,
  ...recordFilterSaboteurs,
  ...recordNumberSaboteurs,
  ...recordReadSaboteurs,
  ...recordWriteSaboteurs,
  ...retrySaboteurs,
  ...ruleSaboteurs,
  ...sessionSaboteurs,
  ...sqlRowSaboteurs,
  ...sqlStatementSaboteurs,
  ...sqlValueSaboteurs,
  ...storeSaboteurs,
  ...transactionSaboteurs,
  ...workflowSaboteurs,
  ...writeSaboteurs,
]

/** A rule that hangs on a wrong backend has caught it, and need not hang for long. */
const patience = 12_000

const spoiledPlace = async (place: Place | Promise<Place>, spoil: Spoil): Promise<Place> => {
  const good = await place
  return { ...good, backend: async () => spoiled(await good.backend(), spoil), destroy: () => good.destroy() }
}

const spoiledHarness = (harness: Harness, spoil: Spoil): Harness => ({
  ...harness,
  shared: () => spoiledPlace(harness.shared(), spoil),
  fresh: () => spoiledPlace(harness.fresh(), spoil),
  ...(harness.nowhere === undefined ? {} : { nowhere: async () => spoiledPlace(harness.nowhere!(), spoil) }),
})

const verdictOf = async (harness: Harness, rule: Rule): Promise<unknown> => {
  const suite = await openSuite(harness, 1)
  try {
    return await judge({ ...rule, timeout: Math.min(rule.timeout, patience) }, suite)
  } catch (error) {
    return error
  } finally {
    await suite.close()
  }
}

/**
 * Registers one test for each saboteur: made from this harness's backend, it is caught by the rule that it breaks. Those
 * that need nothing behave alike everywhere; a backend's own tests choose the ones that need what it has.
 */
export const sabotage = (name: string, harness: Harness, chosen: readonly Saboteur[] = saboteurs): void => {
  describe(`${name}, sabotaged`, () => {
    for (const saboteur of chosen) {
      test(`${saboteur.caughtBy} catches: ${saboteur.title}`, { timeout: 90_000 }, async () => {
        const rule = rulesOf(harness).find(({ id }) => id === saboteur.caughtBy)
        if (rule === undefined) throw new Error(`There is no rule ${saboteur.caughtBy}`)
        const place = await harness.shared()
        const { capabilities } = await place.backend()
        await place.destroy()
        const lacking = saboteur.needs?.find((capability) => !capabilities[capability])
        const good = await verdictOf(harness, rule)
        expect(good, 'the good backend keeps the rule').toBeOneOf(['pass', 'absent'])
        // Without what it needs, a saboteur has nothing to do wrong.
        if (lacking !== undefined) return
        expect(
          await verdictOf(spoiledHarness(harness, saboteur.make()), rule),
          'the wrong one breaks it',
        ).toBeInstanceOf(Error)
      })
    }
  })
}
