import type { DoneMigration } from '../../contracts/migration-report.ts'
import type { AnyTable } from '../../contracts/table.ts'
import { requireTable } from '../../door/table.ts'
import { HoldfastError } from '../../errors.ts'
import { generateMigration } from '../../schema/generate/generate-migration.ts'
import { confirmCommitted } from '../run/finish.ts'
import { noting } from '../run/failed-step.ts'
import { inTransaction, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { checksum } from '../text/normalise.ts'
import { readScript } from '../text/read-script.ts'
import { sqlUnits } from '../units/sql-units.ts'
import type { Together } from '../units/unit.ts'
import { missingColumns } from './add-columns.ts'
import { createTableUnit } from '../verbs/create-table.ts'

/**
 * Brings the database to these definitions, in one transaction with its entry in the ledger: what is missing is made. A difference that could lose data,
 * or that looks like a rename, throws `migration` and changes nothing; that is for `generate()` and a reader. Nothing to do: an empty list.
 */
export const syncTables = async (
  run: Run,
  tables: readonly AnyTable[],
): Promise<readonly DoneMigration[]> => {
  const { context, ledger } = run
  const start = performance.now()
  const wanted = await context.defineSchema(tables)
  const made = await inTransaction(run, async (work) => {
    const there = await context.readSchema(work)
    const names = new Set(there.tables.map(({ name }) => name))
    const schemas = tables.map((table) => requireTable(table, 'migrate'))
    const units = schemas.flatMap((schema) =>
      names.has(schema.name) ? missingColumns(schema, there, context) : [createTableUnit(schema, context)],
    )
    for (const unit of units) await noting(unit, () => (unit as Together).run(work))
    const before = units.length === 0 ? there : await context.readSchema(work)
    const { sidecar, text, unwritten } = generateMigration(before, wanted, context.dialect, {
      name: 'tables',
      backend: context.backend,
      scope: 'defined',
      form: 'sql',
    })
    const open = sidecar.changes.filter(({ class: found }) => found !== 'additive')
    if (open.length + sidecar.questions.length + unwritten.length > 0)
      throw undecided(open.map(({ message }) => message))
    const { statements } = readScript(text, context.dialect.lexicon, 'the difference')
    for (const unit of sqlUnits(statements, { isOneTransaction: true }, undefined))
      await noting(unit, () => (unit as Together).run(work))
    const count = units.length + statements.length
    if (count === 0) return undefined
    const version = ((await ledger.read(work.tx))?.at(-1)?.version ?? 0) + 1
    const sum = checksum([...units.map(({ title }) => title), text].join('\n'))
    const migration: LoadedMigration = {
      version,
      name: 'tables',
      checksum: sum,
      up: { kind: 'steps', steps: [] },
      isOneTransaction: true,
      accept: {},
    }
    const duration = Math.round(performance.now() - start)
    await ledger.record(work.tx, migration, { kind: 'code', statements: count, duration, outcome: 'applied' })
    await ledger.tell(work.tx, version, 'applied', {
      checksum: sum,
      changes: sidecar.changes.map(({ message }) => message),
    })
    return migration
  })
  if (made === undefined) return []
  await confirmCommitted(run, made)
  return [{ version: made.version, name: made.name, duration: Math.round(performance.now() - start) }]
}

const undecided = (messages: readonly string[]): HoldfastError => {
  const list =
    messages.length === 0 ? 'a name that is gone and one that is new may be the same' : messages.join('; ')
  return new HoldfastError(
    'migration',
    `Cannot migrate to the definitions: ${list}; write that as a migration with generate(), and read it before it is applied`,
  )
}
