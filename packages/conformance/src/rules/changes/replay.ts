import type { Change, Changes, AnyTable, TableColumn } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { quick } from '../random-runs.ts'
import { rule, type Rule } from '../../rule.ts'
import type { RecordWorld } from '../differential/record-history.ts'
import { tableNames, type TableName } from '../differential/record-tables.ts'
import { recordsInLockstep } from '../differential/records-in-lockstep.ts'
import { looseRecords, type LooseRow } from '../records/loose-records.ts'

type Loose = Change<{ readonly never?: never }> & {
  readonly key: unknown
  readonly fields: Readonly<Record<string, { readonly old?: unknown; readonly new?: unknown }>>
}

const changesOf = async (
  { sessions, tables }: RecordWorld,
  name: TableName,
  start: number,
): Promise<readonly Loose[]> => {
  const changes: Changes<AnyTable> = sessions.system.changes(tables[name])
  const { items } = await changes.page({ order: 'oldest', from: new Date(start), limit: 10_000 })
  return items as never
}

/** With names of transactions and versions that count from the beginning of the walk: two databases can agree on that. */
const comparable = (all: readonly Loose[]): readonly unknown[] => {
  const transactions = new Map<string, number>()
  const first = new Map<string, number>()
  return all.map(({ key, version, transaction, ...rest }) => {
    const record = JSON.stringify(key)
    if (!first.has(record)) first.set(record, version)
    if (!transactions.has(transaction)) transactions.set(transaction, transactions.size)
    return { ...rest, key, version: version - first.get(record)!, transaction: transactions.get(transaction) }
  })
}

/** What the changes make of nothing, by record: every old value must be what was there. */
const replayed = (all: readonly Loose[]): ReadonlyMap<string, object> => {
  const rows = new Map<string, Record<string, unknown>>()
  for (const { key, operation, fields } of all) {
    const record = JSON.stringify(key)
    const row = rows.get(record)
    expect(row === undefined, `${operation} of ${record}`).toBe(operation === 'insert')
    const next: Record<string, unknown> = { ...row }
    for (const [name, { old, new: now }] of Object.entries(fields)) {
      if (row !== undefined) expect(old, `${operation} of ${record}.${name}`).toStrictEqual(row[name])
      next[name] = now
    }
    if (operation === 'delete') rows.delete(record)
    else rows.set(record, next)
  }
  return rows
}

const keyOf = (table: AnyTable, row: LooseRow): string => {
  const names = ['org', 'userId', 'id', 'slot'].filter(
    (name) => name in table && (name !== 'userId' || 'slot' in table),
  )
  const key = Object.fromEntries(names.map((name) => [name, row[name]]))
  return JSON.stringify(names.length === 1 ? row[names[0]!] : key)
}

const trackedPart = (table: AnyTable, row: LooseRow): object =>
  Object.fromEntries(
    Object.entries(row).filter(([name]) => {
      const isKey =
        name === 'org' || name === 'id' || name === 'slot' || (name === 'userId' && 'slot' in table)
      return (
        (Reflect.get(table, name) as TableColumn | undefined) !== undefined &&
        !isKey &&
        !['version', 'updatedAt'].includes(name)
      )
    }),
  )

/** The changes of both, and what they lead to. */
const compare = async (here: RecordWorld, there: RecordWorld, start: number): Promise<void> => {
  for (const name of tableNames) {
    const [real, expected] = [await changesOf(here, name, start), await changesOf(there, name, start)]
    expect(comparable(real), `the changes of ${name}`).toStrictEqual(comparable(expected))
    const table = here.tables[name]
    const live = await looseRecords(here.sessions.system, table).list({ include: 'all', limit: 10_000 })
    const rows = replayed(real)
    const wanted = new Map(live.map((row) => [keyOf(table, row), trackedPart(table, row)]))
    expect(rows, `the replay of ${name}`).toStrictEqual(wanted)
  }
}

const inLockstep = (context: Context, runs: number, milliseconds: number): Promise<void> =>
  recordsInLockstep(context, runs, milliseconds, { tracked: { changes: true }, compare })

export const changeReplay: readonly Rule[] = [
  rule({
    id: 'changes.replay',
    title:
      'the changes of random operations and transactions on tables are those of the reference, and replayed they lead to the rows that are there',
    timeout: 120_000,
    present: (context) => inLockstep(context, 60, quick),
  }),
  rule({
    id: 'changes.replay.long',
    title:
      'the changes of thousands of random operations on tables, replayed, lead to the rows that are there',
    tier: 'certification',
    present: (context) => inLockstep(context, 1_500, 300_000),
  }),
]
