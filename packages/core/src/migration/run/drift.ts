import type { RunOptions } from '../../contracts/migrations.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import { HoldfastError } from '../../errors.ts'
import { describeChange } from '../../schema/describe-change.ts'
import { fingerprintOf } from '../../schema/fingerprint.ts'
import { schemaDifference } from '../../schema/schema-difference.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Work } from '../workshop.ts'
import { inTransaction, type Run } from './run.ts'

/** Writes down what a run has left, so that a later change by other ways can be told. */
export const rememberSchema = async (run: Run, version: number): Promise<void> => {
  // The schema is the application's, and a store's line has no say in it.
  if (run.ledger.isOurs) return
  await inTransaction(run, (work) => writeSchema(run, work, version))
}

/** The same, in a transaction of the run. */
export const writeSchema = async (
  { context, ledger }: Pick<Run, 'context' | 'ledger'>,
  work: Work,
  version: number,
): Promise<void> => {
  if (ledger.isOurs) return
  const model = withoutLedger(await context.readSchema(work), ledger)
  await ledger.tell(work.tx, version, 'verified', { fingerprint: fingerprintOf(model), model })
}

/** What differs from that, in words. Nothing where no run has left anything. */
export const driftOf = async (
  work: Work,
  ledger: Ledger,
  context: StepContext,
): Promise<readonly string[]> => {
  const left = ledger.isOurs ? undefined : await ledger.lastSchema(work.tx)
  if (left === undefined) return []
  const now = withoutLedger(await context.readSchema(work), ledger)
  if (fingerprintOf(now) === left.fingerprint) return []
  return schemaDifference(now, left.model, { scope: 'all' }).changes.map(describeChange)
}

/** What a run finds before it begins. Throws `migration` where the caller will not go on over it. */
export const driftBefore = async (
  run: Run,
  wanted: RunOptions['drift'] = 'tell',
): Promise<readonly string[]> => {
  if (wanted === 'ignore') return []
  const { workshop, ledger, context, limits } = run
  const drift = await workshop.transaction((work) => driftOf(work, ledger, context), limits, {
    readOnly: true,
  })
  if (drift.length === 0 || wanted === 'tell') return drift
  throw new HoldfastError(
    'migration',
    `Cannot migrate: the schema was changed by other ways since the last run: ${drift.join('; ')}; undo that, or write it as a migration and go on once with drift: 'tell' (--drift tell)`,
    { report: { drift } },
  )
}

/** The model of what is not the history's own. */
export const withoutLedger = (model: SchemaModel, { tables }: Ledger): SchemaModel => {
  const own = new Set(
    Object.values(tables).map((table) => Object.values(table as Record<string, { table: string }>)[0]!.table),
  )
  return { ...model, tables: model.tables.filter(({ name }) => !own.has(name)) }
}
