import {
  alterText,
  changeTitle,
  findUnique,
  HoldfastError,
  statement,
  type AlterForm,
  type AlterUnit,
  type TableChange,
} from '@holdfast/core'
import { isOfText } from '../engine/is-of-text.ts'
import { quote } from '../engine/quote.ts'
import { rebuild } from '../engine/rebuild.ts'

const unit = (title: string, ...statements: readonly string[]): AlterUnit => ({
  title,
  form: 'together',
  statements: () => statements,
})

/** A literal, to which the engine can add a column without touching a row. */
const constant = /^(?:-?[\d.]+|'(?:[^']|'')*'|null|true|false)$/i

/** What the engine does by itself, whatever stands on the table; undefined where the table must be made anew. */
const native = (table: string, change: TableChange): string | undefined => {
  switch (change.kind) {
    case 'add-column': {
      const { default: expression } = change.column
      return expression !== undefined && !constant.test(expression) ? undefined : alterText(table, change)
    }
    case 'rename-column':
    case 'rename-table':
      return alterText(table, change)
    case 'add-unique': {
      const { name, columns } = change.unique
      return `create unique index ${quote(name)} on ${quote(table)} (${columns.map(quote).join(', ')})`
    }
    default:
      return undefined
  }
}

/** The engine would delete the rows that refer to it, or empty their references, without a word. */
const dropTable = (table: string): AlterUnit => ({
  title: `drop the table "${table}"`,
  form: 'together',
  statements: ({ tables }) => {
    const child = tables.find(
      ({ name, foreignKeys }) =>
        name !== table && foreignKeys.some((key) => key.table.toLowerCase() === table.toLowerCase()),
    )
    if (child !== undefined) {
      throw new HoldfastError(
        'foreign-key',
        `Cannot drop the table "${table}": "${child.name}" refers to it; drop that table or its reference first`,
        { table: child.name },
      )
    }
    return [`drop table ${quote(table)}`]
  },
})

/** An index does what a constraint does, and is dropped without touching a row. */
const dropUnique = (table: string, change: Extract<TableChange, { kind: 'drop-unique' }>): AlterUnit => {
  const title = changeTitle(table, change)
  const made = rebuild(table, [change], title)
  return {
    ...made,
    statements: (schema, answer) => {
      const model = schema.tables.find(({ name }) => name === table)
      const found = model === undefined ? undefined : findUnique(model, change.unique)
      return found?.of === 'index'
        ? [`drop index ${quote(found.part.name)}`]
        : made.statements(schema, answer)
    },
  }
}

/** Settings of a connection that change what statements mean. */
const settings = [
  'foreign_keys',
  'recursive_triggers',
  'ignore_check_constraints',
  'legacy_alter_table',
  'query_only',
  'reverse_unordered_selects',
  'writable_schema',
  'trusted_schema',
  'synchronous',
]

export const alter: AlterForm = {
  session: {
    ask: statement(
      settings.map((name) => `select '${name}', ${name} from pragma_${name}`).join(' union all '),
    ),
    restore: (wanted, now) => {
      const was = new Map(wanted.map(([name, value]) => [String(name), Number(value)]))
      return now
        .filter(([name, value]) => was.get(String(name)) !== Number(value))
        .map(([name]) => statement(`pragma ${String(name)} = ${was.get(String(name))!}`))
    },
    isSetting: (text) => /^pragma\b/i.test(text),
    outlives: true,
  },
  change: (table, changes) => {
    const units: AlterUnit[] = []
    let gathered: TableChange[] = []
    const rebuildThem = (): void => {
      if (gathered.length > 0)
        units.push(rebuild(table, gathered, gathered.map((one) => changeTitle(table, one)).join(', ')))
      gathered = []
    }
    for (const change of changes) {
      const text = native(table, change)
      if (change.kind === 'drop-unique') {
        rebuildThem()
        units.push(dropUnique(table, change))
      } else if (text === undefined) gathered.push(change)
      else {
        rebuildThem()
        units.push(unit(changeTitle(table, change), text))
      }
    }
    rebuildThem()
    return units
  },
  dropTable: (table) => [dropTable(table)],
  createIndex: ({ table, name, columns, unique, where }) => [
    unit(
      `make the index "${name}" on "${table}"`,
      `create${unique ? ' unique' : ''} index ${quote(name)} on ${quote(table)} (${columns.map(quote).join(', ')})${where === undefined ? '' : ` where ${where}`}`,
    ),
  ],
  dropIndex: (table, name) => [unit(`drop the index "${name}" on "${table}"`, `drop index ${quote(name)}`)],
  rehearses: 'in-place',
  rehearsed: (text) => (/^\s*(?:vacuum|pragma|attach|detach)\b/i.test(text) ? undefined : text),
  // Quoted, a text would end at its first NUL.
  isOfText,
  literalOf: (column) =>
    `iif(typeof(${column}) = 'text' and instr(${column}, char(0)) > 0, 'cast(x''' || hex(${column}) || ''' as text)', quote(${column}))`,
}
