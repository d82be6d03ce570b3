import type { ChangeColumnTypeStep } from '../../contracts/migration-step.ts'
import type { LostValues } from '../../contracts/rehearsal.ts'
import type { SchemaModel, TableModel } from '../../contracts/schema-model.ts'
import type { StatementFacts, TableAction } from '../../contracts/statement-facts.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Ask } from '../../database/ask.ts'
import { statement } from '../../database/statement.ts'
import { isOfText } from '../proof/is-of-text.ts'
import { rebuildsIn } from '../facts/rebuilds.ts'
import { auditTypeChange, type TypeChange } from '../proof/audit-type-change.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { ScriptUnits } from '../units/script-units.ts'
import { newColumn } from '../verbs/new-column.ts'
import type { Work } from '../workshop.ts'
import { deletedWhere } from './deleted-where.ts'
import { factsIn, stepsOf } from './named-tables.ts'
import { sampleOf } from './sample-of.ts'

/** How many keys are given. */
const most = 5

/** What a migration would take away of what is there now. Asked before it: afterwards nobody knows. Each table or column that goes is read once. */
export const lostValues = async (
  { ask, attempt }: Pick<Work, 'ask' | 'attempt'>,
  dialect: Dialect,
  schema: SchemaModel,
  migration: LoadedMigration,
  script: ScriptUnits,
): Promise<readonly LostValues[]> => {
  const lost: LostValues[] = []
  const find = (name: string): TableModel | undefined =>
    schema.tables.find((one) => one.name.toLowerCase() === name.toLowerCase())
  // A condition or an expression may need what an earlier statement of the migration makes: then the migration itself will tell.
  const ifItCan = (body: (inner: Ask) => Promise<void>): Promise<void> =>
    attempt(body).catch((error: unknown) => {
      if (!isOfText(error)) throw error
    })
  const gone = async (
    name: string,
    how: LostValues['how'],
    what: { readonly column?: string; readonly where?: string } = {},
    inner: Ask = ask,
  ): Promise<void> => {
    const table = find(name)
    const column = table?.columns.find((one) => one.name.toLowerCase() === what.column?.toLowerCase())?.name
    if (table === undefined || (what.column !== undefined && column === undefined)) return
    const where = column === undefined ? what.where : `${dialect.quote(column)} is not null`
    const from = `from ${dialect.table(table.name)}${where === undefined ? '' : ` where ${where}`}`
    const count = Number((await inner(statement(`select count(*) ${from}`)))[0]![0])
    if (count === 0) return
    const samples = await keysOf(table, from, inner)
    lost.push({ table: table.name, ...(column === undefined ? {} : { column }), how, count, samples })
  }
  const keysOf = async (table: TableModel, from: string, inner: Ask): Promise<LostValues['samples']> => {
    if (table.primaryKey.length === 0) return []
    const key = table.primaryKey.map((name) => dialect.quote(name)).join(', ')
    const rows = await inner(statement(`select ${key} ${from} order by ${key} limit ${most}`))
    return rows.map(sampleOf)
  }
  const changed = async (
    name: string,
    from: string,
    type: Pick<TypeChange, 'to' | 'using' | 'range'>,
    inner: Ask = ask,
  ): Promise<void> => {
    const table = find(name)
    const column = table?.columns.find((one) => one.name.toLowerCase() === from.toLowerCase())
    if (table === undefined || column === undefined || column.type === '') return
    const key = table.primaryKey.length > 0 ? table.primaryKey : [column.name]
    const change = { ...type, table: table.name, column: column.name, from: column.type, key, samples: most }
    const audit = await auditTypeChange(inner, dialect, change, attempt)
    const count = audit.lost + audit.outOfRange
    if (count === 0) return
    // Where there is no key, the samples would be the values themselves.
    const samples = table.primaryKey.length === 0 ? [] : audit.samples.map(sampleOf)
    lost.push({ table: table.name, column: column.name, how: 'changed', count, samples })
  }
  const action = async (table: string, one: TableAction): Promise<void> => {
    if (one.kind === 'drop-column') await gone(table, 'dropped', { column: one.column.name })
    else if (one.kind === 'set-type') {
      const type = { to: one.type, ...(one.using === undefined ? {} : { using: one.using }) }
      await ifItCan((inner) => changed(table, one.column.name, type, inner))
    }
  }
  const facts = factsIn(script)
  const remade = await leftBehind(facts, (table, column) => gone(table, 'dropped', { column }), find)
  for (const one of facts) {
    if (one.kind === 'drop' && one.object === 'table') {
      for (const { name } of one.names) if (!remade.has(name.toLowerCase())) await gone(name, 'dropped')
    } else if (one.kind === 'truncate') for (const { name } of one.tables) await gone(name, 'deleted')
    else if (one.kind === 'delete' && !one.where) await gone(one.table.name, 'deleted')
    else if (one.kind === 'delete') {
      const where = deletedWhere(one.statement.text)
      if (where !== undefined) await ifItCan((inner) => gone(one.table.name, 'deleted', { where }, inner))
    } else if (one.kind === 'alter-table') for (const each of one.actions) await action(one.table.name, each)
  }
  for (const step of stepsOf(migration)) {
    if (step.kind === 'drop-table') await gone(step.table, 'dropped')
    else if (step.kind === 'drop-column') await gone(step.table, 'dropped', { column: step.column })
    else if (step.kind === 'change-column-type') await changed(step.table, step.column, wanted(step, dialect))
  }
  return lost
}

const wanted = (
  { table, column, type, using }: ChangeColumnTypeStep,
  dialect: Dialect,
): Pick<TypeChange, 'to' | 'using' | 'range'> => {
  const made = newColumn(table, column, type, dialect, `change the type of "${table}"."${column}"`)
  return {
    to: made.type,
    ...(using === undefined ? {} : { using }),
    ...(made.range === undefined ? {} : { range: made.range }),
  }
}

/** Columns that a table which is made anew does not have any more. Resolves with the tables, in lower case. */
const leftBehind = async (
  facts: readonly StatementFacts[],
  gone: (table: string, column: string) => Promise<void>,
  find: (name: string) => TableModel | undefined,
): Promise<ReadonlySet<string>> => {
  const remade = new Set<string>()
  for (const { table, replacement, order } of rebuildsIn(facts)) {
    remade.add(table.name.toLowerCase())
    const key = (order === 'new-first' ? replacement : table).key
    const made = facts.find((one) => one.kind === 'create-table' && one.table.key === key)
    if (made?.kind !== 'create-table' || made.columns.length === 0) continue
    const kept = new Set(made.columns.map(({ column }) => column.name.toLowerCase()))
    for (const { name } of find(table.name)?.columns ?? [])
      if (!kept.has(name.toLowerCase())) await gone(table.name, name)
  }
  return remade
}
