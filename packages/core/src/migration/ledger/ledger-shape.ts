import type { Session } from '../../contracts/session.ts'
import { requireTable } from '../../door/table.ts'
import { statement } from '../../database/statement.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
import { limitsOf } from '../run-options.ts'
import type { Work, Workshop } from '../workshop.ts'
import type { Ledger } from './ledger.ts'

/** The shape of the history's tables that this release writes. Grows by one with each change of them. */
export const ledgerShape = 2

/** The columns that came after the first shape. Nullable, since rows of older shapes have nothing there; a whole table that came later is simply made. */
const added = [{ shape: 2, table: 'events', property: 'chain' }] as const

/** Whether a column came after the first shape, so that tables of older releases lack it. */
export const cameLater = (property: string): boolean => added.some((late) => late.property === property)

/** What was written down when the tables were made or brought up to date. Undefined: no table, or the first shape, which wrote nothing down. */
export const shapeOf = async (session: Session, { tables }: Ledger): Promise<number | undefined> => {
  try {
    const [told] = await session.records(tables.events).list({
      where: { line: '', event: 'ledger' },
      orderBy: [['version', 'desc']],
      select: ['version'],
      limit: 1,
    })
    return told?.version
  } catch (error) {
    if (hasCode(error, 'no-table') || hasCode(error, 'no-column')) return undefined
    throw error
  }
}

/** Throws `schema` for tables of a newer release: writing into them would leave out what that one relies on. */
export const requireKnownShape = (found: number | undefined, { tables }: Ledger): void => {
  if (found === undefined || found <= ledgerShape) return
  const { table } = tables.migrations.version
  throw new HoldfastError(
    'schema',
    `Cannot migrate: the tables of the history "${table}" have the shape ${found} of a newer release, and this one knows shapes up to ${ledgerShape}; update @holdfast/core on this host, or migrate from one that has it`,
    { table },
  )
}

/** Adds the columns that tables of an older shape lack. What is no table of ours stays as it is. */
export const bringUpToDate = (workshop: Workshop, ledger: Ledger): Promise<void> =>
  workshop.transaction((work) => addColumns(work, workshop.engine.dialect, ledger), limitsOf({}))

const addColumns = async (
  { ask, execute }: Work,
  dialect: Workshop['engine']['dialect'],
  { tables }: Ledger,
): Promise<void> => {
  for (const { table, property } of added) {
    const { name, columns } = requireTable(tables[table], 'migrate')
    const there = new Set((await ask(dialect.tables.columnsOf(name))).map(([column]) => String(column)))
    const column = columns.find((one) => one.property === property)!
    const others = columns.filter((one) => !cameLater(one.property))
    if (there.has(column.name) || !others.every((one) => there.has(one.name))) continue
    const { ddl } = dialect.columnType(column)
    const text = `alter table ${dialect.table(name)} add column ${dialect.quote(column.name)} ${ddl}`
    await execute(statement(text))
  }
}
