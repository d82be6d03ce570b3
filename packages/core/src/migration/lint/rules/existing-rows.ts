import type { Hazard, HazardRule, LintContext, LintData } from '../../../contracts/hazard.ts'
import type { ColumnName, ConstraintFacts, ObjectName } from '../../../contracts/statement-facts.ts'
import { counted } from '../counted.ts'

/** Tells with how many rows it goes wrong, if any. */
const whenAny =
  (
    message: string,
    what: readonly [one: string, several: string],
    ask: (data: LintData) => Promise<number>,
  ) =>
  async (data: LintData): Promise<string | undefined> => {
    const count = await ask(data)
    return count === 0 ? undefined : `${message}, and ${counted(count, ...what)}`
  }

function* nulls({ actions, fills }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed) continue
    if (action.kind === 'add-column') {
      const { column, notNull, default: fallback, generated, identity, type } = action.column
      if (!notNull || fallback !== undefined || generated !== undefined || identity || /serial/.test(type))
        continue
      const message = `adds ${column.written} to ${table.written}, not null and without a default`
      const rows = (data: LintData): Promise<number> => data.rows(table)
      yield { at, message, confirm: whenAny(message, ['row is there', 'rows are there'], rows) }
    }
    for (const column of neverNull(action)) {
      if (fills(table, column, 0, at)) continue
      const message = `makes ${table.written}.${column.written} not null`
      const without = (data: LintData): Promise<number> => data.nulls(table, column)
      yield {
        at,
        message,
        confirm: whenAny(
          message,
          ['row has', 'rows have'].map((row) => `${row} no value`) as [string, string],
          without,
        ),
      }
    }
  }
}

const neverNull = (action: LintContext['actions'][number]['action']): readonly ColumnName[] => {
  if (action.kind === 'set-not-null') return [action.column]
  if (action.kind !== 'add-constraint') return []
  const { kind, columns, notValid } = action.constraint
  return (kind === 'primary-key' || kind === 'not-null') && !notValid ? columns : []
}

function* duplicates({ actions, statements, existed, changesRows }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed || action.kind !== 'add-constraint' || changesRows(table, at)) continue
    const { kind, columns } = action.constraint
    if ((kind === 'unique' || kind === 'primary-key') && columns.length > 0) yield unique(at, table, columns)
  }
  for (const [at, facts] of statements.entries())
    if (
      facts.kind === 'create-index' &&
      !changesRows(facts.table, at) &&
      facts.unique &&
      !facts.expressions &&
      !facts.partial &&
      existed(facts.table, at)
    )
      yield unique(at, facts.table, facts.columns)
}

const unique = (at: number, table: ObjectName, columns: readonly ColumnName[]): Hazard => {
  const message = `makes ${columns.map(({ written }) => written).join(', ')} of ${table.written} unique`
  const ask = (data: LintData): Promise<number> => data.duplicates(table, columns)
  return {
    at,
    message,
    confirm: whenAny(message, ['value occurs twice', 'values occur more than once'], ask),
  }
}

/** After these a check may be of a column that is not there yet, or that has another type by then. */
const changesColumns: ReadonlySet<string> = new Set(['add-column', 'rename-column', 'set-type'])

function* violations({ actions, changesRows }: LintContext): Iterable<Hazard> {
  /** Tables whose columns are not as they will be, when the check comes. */
  const changed = new Set<string>()
  for (const { at, table, action, existed } of actions) {
    if (changesColumns.has(action.kind)) changed.add(table.key)
    if (!existed || action.kind !== 'add-constraint' || action.constraint.notValid) continue
    if (changed.has(table.key) || changesRows(table, at)) continue
    const hazard = violated(at, table, action.constraint)
    if (hazard !== undefined) yield hazard
  }
}

const violated = (
  at: number,
  table: ObjectName,
  { kind, expression, references, columns }: ConstraintFacts,
): Hazard | undefined => {
  if (kind === 'check' && expression !== undefined) {
    const message = `adds a check to ${table.written}`
    const ask = (data: LintData): Promise<number> => data.failing(table, expression)
    return { at, message, confirm: whenAny(message, ['row does not pass', 'rows do not pass'], ask) }
  }
  if (references === undefined) return undefined
  const message = `adds a reference from ${table.written} to ${references.table.written}`
  const ask = (data: LintData): Promise<number> =>
    data.orphans(table, columns, references.table, references.columns)
  return { at, message, confirm: whenAny(message, ['row leads nowhere', 'rows lead nowhere'], ask) }
}

export const existingRows: readonly HazardRule[] = [
  {
    id: 'DD01',
    title: 'forbids nulls in a column that has some',
    level: 'refuse',
    remedy: 'Give every row a value first, with addColumn() and its backfill or an UPDATE before.',
    asks: 'rows',
    check: nulls,
  },
  {
    id: 'DD02',
    title: 'makes unique what is not',
    level: 'refuse',
    remedy: 'Find the duplicates and decide which row stays, before.',
    asks: 'rows',
    check: duplicates,
  },
  {
    id: 'DD03',
    title: 'adds a check or a reference that rows violate',
    level: 'refuse',
    remedy: 'Mend the rows first, or add it without looking at existing rows where the engine can.',
    asks: 'rows',
    check: violations,
  },
]
