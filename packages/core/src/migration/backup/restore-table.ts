import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { HoldfastError } from '../../errors.ts'
import { columnsIfAny, measureColumns, type Measure } from '../proof/measure-table.ts'
import { copiedColumns } from './back-up-table.ts'
import { readBackup, type KeptBackup } from './backup-ledger.ts'

export interface RestoreOptions {
  /** Makes a plain table with the rows under this name, and leaves the one that there is. */
  readonly as?: string
  /** Drops the table that there is, with all that it holds by now. Default false: one that exists is refused. */
  readonly replace?: boolean
  /** The engine with its version, as when the backup was made. */
  readonly engine: string
}

/**
 * Brings a table back from its copy: with its constraints, indexes and triggers, or under another name without them. The copy is
 * proved before anything is touched, and the table when it is there again. Throws `not-found` for what is no backup, `schema` for one
 * of a newer version, `corrupt` for a copy that is not what it was, `migration` where the table is in the way. Run it inside a
 * transaction, with whose rollback everything is as before.
 */
export const restoreTable = async (
  ask: Ask,
  dialect: Dialect,
  name: string,
  options: RestoreOptions,
): Promise<Measure> => {
  const kept = await readBackup(ask, dialect, name)
  await proveCopy(ask, dialect, kept, options.engine)
  const { as } = options
  if (as === undefined) await remake(ask, dialect, kept, options.replace ?? false)
  else await copyAs(ask, dialect, kept, as)
  const table = as ?? kept.table
  const columns = await copiedColumns(ask, dialect, table, kept.columns)
  const measure = await measureColumns(ask, dialect, table, columns)
  const copy = await measureCopy(ask, dialect, kept)
  if (measure.rows !== copy.rows || measure.hash !== copy.hash)
    throw new HoldfastError(
      'corrupt',
      `Cannot restore "${table}": it holds something else than its backup; roll back`,
    )
  return measure
}

const measureCopy = async (ask: Ask, dialect: Dialect, { name, columns }: KeptBackup): Promise<Measure> =>
  measureColumns(ask, dialect, name, await copiedColumns(ask, dialect, name, columns))

/** A hash belongs to its engine's version; what another one has made is counted only. */
const proveCopy = async (ask: Ask, dialect: Dialect, kept: KeptBackup, engine: string): Promise<void> => {
  const { name, table, rows, hash } = kept
  if ((await columnsIfAny(ask, dialect, name)) === undefined)
    throw new HoldfastError('corrupt', `Cannot restore "${table}": the table "${name}" with its copy is gone`)
  const now = await measureCopy(ask, dialect, kept)
  if (now.rows !== rows || (engine === kept.engine && now.hash !== hash))
    throw new HoldfastError('corrupt', `Cannot restore "${table}": its copy in "${name}" is not what it was`)
}

const remake = async (ask: Ask, dialect: Dialect, kept: KeptBackup, replace: boolean): Promise<void> => {
  const { table, definition } = kept
  if (!definition.some(({ when }) => when === 'before'))
    throw new HoldfastError('unsupported', `Cannot make "${table}" again: restore it under another name`)
  if ((await columnsIfAny(ask, dialect, table)) !== undefined) await makeWay(ask, dialect, table, replace)
  for (const { when, text } of definition) if (when === 'before') await ask(statement(text))
  await fill(ask, dialect, kept)
  for (const { when, text } of definition) if (when === 'after') await ask(statement(text))
}

const fill = async (ask: Ask, dialect: Dialect, { name, table, columns }: KeptBackup): Promise<void> => {
  const { start, rounds } = dialect.backup.fillTable(name, table, columns)
  for (const step of start) await ask(step)
  if (rounds === undefined) return
  do for (const step of rounds.round) await ask(step)
  while ((await ask(rounds.ready)).length > 0)
  for (const step of rounds.end) await ask(step)
}

const makeWay = async (ask: Ask, dialect: Dialect, table: string, replace: boolean): Promise<void> => {
  if (!replace)
    throw new HoldfastError(
      'migration',
      `Cannot restore "${table}": it exists; restore it under another name, or with replace: true`,
    )
  const acting = dialect.backup.actingReferences?.(table)
  if (acting !== undefined && (await ask(acting)).length > 0)
    throw new HoldfastError(
      'migration',
      `Cannot replace "${table}": other tables refer to it, and would lose rows; restore it where references rest`,
    )
  await ask(statement(`drop table ${dialect.table(table)}`))
}

const copyAs = async (ask: Ask, dialect: Dialect, kept: KeptBackup, as: string): Promise<void> => {
  if ((await columnsIfAny(ask, dialect, as)) !== undefined)
    throw new HoldfastError('migration', `Cannot restore "${kept.table}" as "${as}": that table exists`)
  const columns = await copiedColumns(ask, dialect, kept.name, kept.columns)
  for (const step of dialect.backup.copyTable(kept.name, as, columns)) await ask(step)
}
