import {
  factsOf,
  splitStatements,
  type ColumnFacts,
  type CreateTable,
  type Hazard,
  type HazardRule,
  type LintContext,
  type LintData,
  type ObjectName,
} from '@holdfast/core'
import { lexicon } from '../../migration/lexicon.ts'
import { mentions } from './mentions.ts'

const constant =
  /^(?:[+-]?\s*[\d.][\w.]*(?:(?<=[\d.]e)[+-]\d+)?|'(?:[^']|'')*'|"[^"]*"|x'[0-9a-f]*'|null|true|false|\w+)$/i

/** Why ADD COLUMN is refused, and whether only where the table has rows. */
const forbidden = ({
  primaryKey,
  unique,
  notNull,
  default: fallback,
  generated,
  references,
}: ColumnFacts): readonly [reason: string, withRows: boolean] | undefined => {
  if (primaryKey) return ['a PRIMARY KEY', false]
  if (unique) return ['a UNIQUE column', false]
  if (generated === 'stored') return ['a STORED column', true]
  const isNull = fallback === undefined || /^null$/i.test(fallback)
  if (references !== undefined && !isNull) return ['a reference with a default', true]
  if (notNull && isNull && generated === undefined) return ['a NOT NULL column without a default', true]
  if (
    fallback !== undefined &&
    (!constant.test(fallback) || /^current_(?:time|date|timestamp)$/i.test(fallback))
  )
    return ['a column whose default is not constant', true]
  return undefined
}

function* addedColumns({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (action.kind !== 'add-column') continue
    const found = forbidden(action.column)
    if (found === undefined) continue
    const [reason, withRows] = found
    const message = `adds ${reason} to ${table.written}`
    if (!withRows) yield { at, message }
    else if (existed)
      yield {
        at,
        message,
        confirm: async (data) => ((await data.rows(table)) > 0 ? `${message}, which has rows` : undefined),
      }
  }
}

function* droppedColumns({ actions, dropped }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (action.kind !== 'drop-column' || !existed) continue
    const message = `drops ${table.written}.${action.column.written}`
    const isFreed = (name: string): boolean =>
      actions.some(
        (other) =>
          other.at < at &&
          other.table.key === table.key &&
          other.action.kind === 'drop-constraint' &&
          other.action.name.key === name.toLowerCase(),
      )
    const isGone = (name: string): boolean => dropped(name.toLowerCase(), at) || isFreed(name)
    yield {
      at,
      message,
      confirm: (data) => {
        const use = useOf(data, table, action.column.key, isGone)
        return use && `${message}, which is ${use}`
      },
    }
  }
}

/** What keeps a column from being dropped. */
const useOf = (
  data: LintData,
  table: ObjectName,
  column: string,
  isGone: (name: string) => boolean,
): string | undefined => {
  const model = data.table(table)
  if (model === undefined) return undefined
  const among = (names: readonly string[]): boolean => names.some((name) => name.toLowerCase() === column)
  if (among(model.primaryKey)) return 'in the primary key'
  if (model.uniques.some(({ columns }) => among(columns))) return 'in a UNIQUE constraint'
  const made = definition(model.sql ?? '')
  if (
    made?.constraints.some(
      ({ kind, columns }) => kind === 'foreign-key' && columns.some(({ key }) => key === column),
    )
  )
    return 'a reference'
  const index = model.indexes.find(
    ({ keys, where, name }) =>
      !isGone(name) &&
      (keys.some((key) =>
        key.column === undefined ? mentions(key.expression ?? '', column) : among([key.column]),
      ) ||
        mentions(where ?? '', column)),
  )
  if (index !== undefined) return `in the index ${index.name}`
  const generated = model.columns.find((each) => mentions(each.generated?.expression ?? '', column))
  if (generated !== undefined) return `used by the column ${generated.name}`
  // What is said of the column itself goes with it; what is said of another column or of the table stays, and names it.
  const checks = [
    ...(made?.constraints ?? []).map(({ name, expression }) =>
      name !== undefined && isGone(name.key) ? undefined : expression,
    ),
    ...(made?.columns ?? []).map((each) =>
      each.column.key === column || each.named.some(isGone) ? undefined : each.check,
    ),
  ]
  if (checks.some((expression) => mentions(expression ?? '', column))) return 'used by a check'
  const user = [...data.schema.views, ...data.schema.triggers].find(
    ({ sql, name }) => !isGone(name) && mentions(sql, model.name) && mentions(sql, column),
  )
  return user && `used by ${user.name}`
}

/** What the statement that made a table says. */
const definition = (text: string): CreateTable | undefined => {
  const [statement] = splitStatements(text, lexicon)
  const facts = statement && factsOf(statement, lexicon)
  return facts?.kind === 'create-table' ? facts : undefined
}

function* newForms({ actions }: LintContext): Iterable<Hazard> {
  for (const { at, action } of actions) {
    const { kind } = action
    const what =
      kind === 'set-not-null' || kind === 'drop-not-null'
        ? 'ALTER COLUMN'
        : kind === 'add-constraint' || kind === 'drop-constraint'
          ? kind.toUpperCase().replace('-', ' ')
          : undefined
    if (what === undefined) continue
    yield {
      at,
      message: `uses ${what}, which SQLite knows since 3.53`,
      confirm: ({ version }) => {
        const [major = 0, minor = 0] = version.split('.').map(Number)
        return major > 3 || minor >= 53 ? undefined : `uses ${what}, and this SQLite is ${version}`
      },
    }
    if (
      kind === 'add-constraint' &&
      action.constraint.kind !== 'check' &&
      action.constraint.kind !== 'not-null'
    )
      yield { at, message: 'adds a constraint that is no check, which no SQLite can' }
  }
  for (const { at, action } of actions)
    if (action.kind === 'set-type' || action.kind === 'set-default' || action.kind === 'drop-default')
      yield { at, message: 'changes a column’s type or default, which no SQLite can' }
}

export const alterations: readonly HazardRule[] = [
  {
    id: 'SL06',
    title: 'adds a column in a form that SQLite refuses',
    level: 'refuse',
    remedy: 'Add it plain and fill it, or use addColumn(), which rebuilds the table where it must.',
    asks: 'rows',
    check: addedColumns,
  },
  {
    id: 'SL07',
    title: 'drops a column that something else still uses, which SQLite refuses',
    level: 'refuse',
    remedy: 'Drop what uses it first, or use dropColumn(), which rebuilds the table where it must.',
    asks: 'schema',
    check: droppedColumns,
  },
  {
    id: 'SL12',
    title: 'alters a table in a way that this SQLite cannot',
    level: 'refuse',
    remedy: 'Rebuild the table; the verbs do where they must.',
    asks: 'schema',
    check: newForms,
  },
]
