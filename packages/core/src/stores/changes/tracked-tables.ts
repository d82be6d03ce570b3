import type { TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Connection } from '../../database/driver.ts'
import { statement, type Statement } from '../../database/statement.ts'
import { trackingOf, type Tracking } from '../../door/tracking.ts'
import { isTrackingName } from '../../door/tracking-name.ts'
import { HoldfastError } from '../../errors.ts'
import { trackedTable } from './table.ts'

type Ask = Pick<Connection, 'execute'>

/** Those that are tracked, by the names of the tables. Empty where nothing ever was. */
export const trackedTables = async (
  { execute }: { execute(one: Statement): ReturnType<Connection['execute']> },
  dialect: Dialect,
): Promise<ReadonlyMap<string, Tracking>> => {
  // A table that is missing must not be read inside a transaction: the failure would end it.
  if ((await execute(dialect.tables.columnsOf(trackedTable))).rows.length === 0) return new Map()
  const { rows } = await execute(readTracked(dialect))
  return new Map(rows.map((row) => [String(row[0]), trackedEntry(row)]))
}

export const readTracked = (dialect: Dialect): Statement =>
  statement(
    `select ${dialect.quote('entity')}, ${dialect.quote('definition')} from ${dialect.table(trackedTable)}`,
  )

export const trackedEntry = ([entity, definition]: readonly unknown[]): Tracking => {
  try {
    return JSON.parse(String(definition)) as Tracking
  } catch (cause) {
    const words = `Cannot read how "${String(entity)}" is tracked: its entry is no JSON`
    throw new HoldfastError('corrupt', words, { cause })
  }
}

/** Writes down how a table is tracked from now on, and makes its triggers, where the engine has them; `found` are the names of those that are there. */
export const trackTexts = (
  dialect: Dialect,
  table: string,
  tracking: Tracking | undefined,
  found: readonly string[] = [],
): readonly Statement[] => {
  const entity = dialect.quote('entity')
  const at = dialect.table(trackedTable)
  const wanted = tracking === undefined ? [] : (dialect.tables.tracking?.make(tracking) ?? [])
  const names = new Set(wanted.map(({ name }) => name))
  const old = found.filter((name) => !names.has(name))
  const missing = wanted.filter(({ name }) => !found.includes(name))
  return [
    ...old.map((name) => statement(dialect.tables.tracking!.drop(table, name))),
    statement(`delete from ${at} where ${entity} = ${dialect.placeholder(1)}`, [table]),
    ...(tracking === undefined
      ? []
      : [
          statement(
            `insert into ${at} (${entity}, ${dialect.quote('definition')}) values (${dialect.placeholder(1)}, ${dialect.placeholder(2)})`,
            [table, JSON.stringify(tracking)],
          ),
        ]),
    ...missing.flatMap(({ needs, sql }) => [...needs, sql].map((text) => statement(text))),
  ]
}

/** What has to be done so that changes are recorded as these definitions say. Their tables are there. */
export const trackingDue = async (
  connection: Ask,
  dialect: Dialect,
  schemas: readonly TableSchema[],
): Promise<readonly Statement[]> => {
  const ask = { execute: (one: Statement) => connection.execute(one) }
  const known = await trackedTables(ask, dialect)
  const due: Statement[] = []
  for (const schema of schemas) {
    const tracking = trackingOf(schema)
    const isKnown = JSON.stringify(known.get(schema.name)) === JSON.stringify(tracking)
    if (tracking === undefined && isKnown) continue
    const found = await triggersOn(ask, dialect, schema.name)
    const wanted = tracking === undefined ? [] : (dialect.tables.tracking?.make(tracking) ?? [])
    const isMade = found.length === wanted.length && wanted.every(({ name }) => found.includes(name))
    if (!isKnown || !isMade) due.push(...trackTexts(dialect, schema.name, tracking, found))
  }
  return due
}

/** The names of the triggers by which a table is tracked. */
export const triggersOn = async (
  { execute }: { execute(one: Statement): ReturnType<Connection['execute']> },
  { tables: { tracking } }: Dialect,
  table: string,
): Promise<readonly string[]> => {
  if (tracking === undefined) return []
  const { rows } = await execute(tracking.triggersOf(table))
  return rows.map(([name]) => String(name)).filter(isTrackingName)
}
