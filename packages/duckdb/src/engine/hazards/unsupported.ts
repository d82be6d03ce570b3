import type { ColumnFacts, Hazard, HazardRule, LintContext } from '@holdfast/core'
import { extensions } from './extensions.ts'

function* absent({ statements, actions }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.statement.words.startsWith('savepoint')) yield { at, message: 'uses SAVEPOINT' }
    if (
      facts.kind === 'create' &&
      /trigger$|^rule$|^policy$|^procedure$|^domain$|^extension$/.test(facts.object)
    )
      yield { at, message: `makes a ${facts.object}` }
    if (facts.kind === 'create-index' && facts.partial)
      yield { at, message: 'makes an index of a part of the rows' }
  }
  for (const { at, action } of actions) {
    if (action.kind === 'drop-constraint') yield { at, message: 'drops a constraint' }
    if (action.kind === 'add-constraint' && action.constraint.kind !== 'primary-key')
      yield { at, message: `adds a constraint (${action.constraint.kind.replace('-', ' ')})` }
    if (action.kind === 'add-column' && constrained(action.column))
      yield { at, message: 'adds a column with a constraint' }
  }
}

const constrained = ({ notNull, unique, primaryKey, check, references }: ColumnFacts): boolean =>
  notNull || unique || primaryKey || check !== undefined || references !== undefined

function* lengths({ statements, actions }: LintContext): Iterable<Hazard> {
  const columns = [
    ...statements.flatMap((facts, at) =>
      facts.kind === 'create-table'
        ? facts.columns.map((column) => ({ at, column: column.column, type: column.type }))
        : [],
    ),
    ...actions.flatMap(({ at, action }) => {
      if (action.kind === 'add-column')
        return [{ at, column: action.column.column, type: action.column.type }]
      return action.kind === 'set-type' ? [{ at, column: action.column, type: action.type }] : []
    }),
  ]
  for (const { at, column, type } of columns)
    if (/^(?:varchar|char|bpchar|text|string|character varying|character)\(/.test(type))
      yield { at, message: `${column.written} is ${type}, and takes longer text all the same` }
}

function* replaced({ statements, existed }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create-table' || !facts.orReplace || !existed(facts.table, at)) continue
    const { table } = facts
    const message = `replaces the table ${table.written}`
    yield {
      at,
      message,
      confirm: async (data) => {
        const rows = await data.rows(table)
        return rows === 0 ? undefined : `${message}, and its ${rows} rows are gone`
      },
    }
  }
}

function* rounded({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    const writes =
      facts.kind === 'insert' || facts.kind === 'update' || (facts.kind === 'create-table' && facts.as)
    if (writes && facts.calls.includes('try_cast'))
      yield { at, message: 'casts with TRY_CAST and writes the result' }
  }
  // In the USING of a changed type it is an expression like any other.
}

function* opened({ statements }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries())
    if (facts.statement.words.startsWith('attach'))
      yield { at, message: 'opens another file, or this one once more' }
}

export const unsupported: readonly HazardRule[] = [
  {
    id: 'DK09',
    title: 'rounds without a word: TRY_CAST gives 3 for 2.7, and not null',
    level: 'refuse',
    remedy: 'Use changeColumnType(), which looks at every value, or compare with a cast back.',
    check: rounded,
  },
  {
    id: 'DK12',
    title: 'asks for what DuckDB does not have',
    level: 'refuse',
    remedy: 'Make the table with the constraint, use a unique index, or use the verbs.',
    check: absent,
  },
  {
    id: 'DK13',
    title: 'relies on the length of a text type, which DuckDB does not hold',
    level: 'warn',
    remedy: 'Write a check of length() when the table is made.',
    check: lengths,
  },
  {
    id: 'DK14',
    title: 'drops the table that is there, with CREATE OR REPLACE',
    level: 'refuse',
    remedy: 'Give the new one another name, or drop the old one so that it can be seen and judged.',
    asks: 'rows',
    check: replaced,
  },
  {
    id: 'DK15',
    title: 'needs an extension, which may have to come over the network',
    level: 'warn',
    remedy: 'Install extensions where the database is opened, and ship them.',
    check: extensions,
  },
  {
    id: 'DK16',
    title:
      'opens a file that may be open in this process already, after which one of the two loses what it wrote',
    level: 'refuse',
    remedy: 'Open it through Holdfast, which sees that a file is open.',
    check: opened,
  },
]
