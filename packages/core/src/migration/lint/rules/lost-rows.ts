import type { Hazard, HazardRule, LintContext } from '../../../contracts/hazard.ts'
import type {
  ColumnName,
  CreateTable,
  ObjectName,
  StatementFacts,
} from '../../../contracts/statement-facts.ts'
import { counted } from '../counted.ts'
import { inEnglish } from '../in-english.ts'
import { mentions } from '../mentions.ts'

function* droppedTables({ statements, rebuilds, existed, same }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'drop' || facts.object !== 'table') continue
    for (const table of facts.names) {
      const isRebuilt = rebuilds.some(
        (rebuild) => rebuild.drop === at && (same(rebuild.table, table) || same(rebuild.replacement, table)),
      )
      if (isRebuilt || !existed(table, at)) continue
      yield {
        at,
        message: `drops the table ${table.written}`,
        confirm: async (data) => {
          const rows = await data.rows(table)
          return rows === 0 ? undefined : `drops the table ${table.written} with ${counted(rows, 'row')}`
        },
      }
    }
  }
}

/** The columns that existing tables lose, by an action or because a rebuild leaves them out. */
function* droppedColumns({ actions, rebuilds, made: madeBy }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions)
    if (action.kind === 'drop-column' && existed) yield columnHazard(at, table, action.column)
  for (const { table, replacement, drop, order } of rebuilds) {
    const made = madeBy(order === 'new-first' ? replacement : table)
    if (made === undefined || (made.columns.length === 0 && !made.as)) continue
    yield {
      at: drop,
      message: `rebuilds the table ${table.written}, perhaps without some of its columns`,
      confirm: async (data) => {
        const isKept = keeps(made)
        const lost = (data.table(table)?.columns ?? []).filter(({ name }) => !isKept(name))
        const names: string[] = []
        for (const { name } of lost)
          if ((await data.filled(table, { name, key: name, written: name })) > 0) names.push(name)
        if (names.length > 0)
          return `rebuilds the table ${table.written} without ${inEnglish(names)}, which hold values`
      },
    }
  }
}

/** A query says by its words which columns it may keep. */
const keeps = (made: CreateTable & StatementFacts): ((name: string) => boolean) => {
  const kept = new Set(made.columns.map(({ column }) => column.name.toLowerCase()))
  if (!made.as || kept.size > 0) return (name) => kept.has(name.toLowerCase())
  const { text } = made.statement
  const takesAll = /(?<!\(\s*)\*\s*(?:,|from\b|exclude\b|replace\b|rename\b)/i.test(text)
  return (name) => takesAll || mentions(text, name)
}

const columnHazard = (at: number, table: ObjectName, column: ColumnName): Hazard => {
  const message = `drops the column ${column.written} of ${table.written}`
  return {
    at,
    message,
    confirm: async (data) => {
      const rows = await data.filled(table, column)
      return rows === 0 ? undefined : `${message}, which ${counted(rows, 'row has', 'rows have')} a value in`
    },
  }
}

function* droppedContainers({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if (facts.kind === 'drop' && (facts.object === 'schema' || facts.object === 'database'))
      yield {
        at,
        message: `drops the ${facts.object} ${inEnglish(facts.names.map(({ written }) => written))}`,
      }
}

function* boundlessChanges({ statements, existed, about }: LintContext): Iterable<Hazard> {
  const isNew = (table: ObjectName, end: number, column: ColumnName): boolean =>
    about(table).some(
      ({ at, facts }) =>
        at < end &&
        facts.kind === 'alter-table' &&
        facts.actions.some(
          (action) => action.kind === 'add-column' && action.column.column.key === column.key,
        ),
    )
  for (const [at, facts] of statements.entries()) {
    if (facts.kind === 'truncate') {
      const tables = facts.tables.filter((table) => existed(table, at))
      if (tables.length > 0)
        yield { at, message: `empties ${inEnglish(tables.map(({ written }) => written))}` }
    }
    const changes =
      facts.kind === 'update' || facts.kind === 'delete' ? [facts, ...facts.inside] : facts.inside
    for (const { kind, table, where, limit, columns } of changes) {
      if ((kind !== 'update' && kind !== 'delete') || where || limit || !existed(table, at)) continue
      // To fill a column that the same text adds loses nothing.
      if (kind === 'update' && columns.every((column) => isNew(table, at, column))) continue
      yield { at, message: `${kind}s every row of ${table.written}` }
    }
  }
}

function* cascades({ statements, actions }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if ((facts.kind === 'drop' || facts.kind === 'truncate') && facts.cascade)
      yield { at, message: `${facts.kind}s with CASCADE, and with it whatever depends on it` }
  for (const { at, action } of actions)
    if ((action.kind === 'drop-column' || action.kind === 'drop-constraint') && action.cascade)
      yield { at, message: 'drops with CASCADE, and with it whatever depends on it' }
}

export const lostRows: readonly HazardRule[] = [
  {
    id: 'DL01',
    title: 'drops a table that has rows',
    level: 'refuse',
    remedy: 'Rename the table first and drop it in a later release, or accept the loss with a reason.',
    asks: 'rows',
    check: droppedTables,
  },
  {
    id: 'DL02',
    title: 'drops a column that holds values',
    level: 'refuse',
    remedy: 'Copy the values where they are needed first, or accept the loss with a reason.',
    asks: 'rows',
    check: droppedColumns,
  },
  {
    id: 'DL03',
    title: 'drops a schema or a database',
    level: 'refuse',
    remedy: 'Drop its tables one by one, so that each is judged.',
    check: droppedContainers,
  },
  {
    id: 'DL04',
    title: 'empties a table, or changes every row of it',
    level: 'refuse',
    remedy: 'Say with WHERE which rows are meant, or accept it with a reason.',
    check: boundlessChanges,
  },
  {
    id: 'DL10',
    title: 'drops with CASCADE what no statement names',
    level: 'refuse',
    remedy: 'Drop what depends on it by name, so that it can be seen and judged.',
    check: cascades,
  },
]
