import {
  boolean,
  defineTable,
  integer,
  text,
  timestamp,
  type AnyTable,
  type Columns,
  type Renames,
} from '@holdfast/core'

/** A change of definitions, by a name for its tables. */
export interface GeneratedChange {
  readonly title: string
  /** Whether nothing but indexes differ, of which an engine may make none. */
  readonly isOfIndexes?: boolean
  tables(name: string): {
    readonly before: readonly AnyTable[]
    readonly after: readonly AnyTable[]
    readonly renames?: Renames
  }
}

const id = integer().primaryKey()
const rest = { a: text(), b: text().nullable(), n: integer().nullable() }
const plain = { id, ...rest }

interface Constraints {
  readonly check?: Readonly<Record<string, Readonly<Record<string, { readonly ne: string }>>>>
  readonly unique?: readonly (readonly string[])[]
  readonly index?: readonly (readonly string[])[]
}

/** One table as it is and as it should be. */
const change = (
  title: string,
  before: Columns,
  after: Columns,
  more: {
    readonly before?: Constraints
    readonly after?: Constraints
    readonly renames?: (name: string) => Renames
  } = {},
): GeneratedChange => ({
  title,
  tables: (name) => ({
    before: [defineTable(name, before, more.before as never)],
    after: [defineTable(name, after, more.after as never)],
    ...(more.renames !== undefined && { renames: more.renames(name) }),
  }),
})

const columns: readonly GeneratedChange[] = [
  change('a nullable column is added', plain, { ...plain, note: text().nullable() }),
  change('columns with defaults are added', plain, {
    ...plain,
    level: integer().default(7),
    since: timestamp().default(new Date(0)),
    open: boolean().default(true),
  }),
  change('a column is dropped', plain, { id, a: rest.a, b: rest.b }),
  change('a column gets another type', { ...plain, n: text().nullable() }, plain),
  change(
    'a column gets another type and another default',
    { ...plain, n: text().default('1') },
    { ...plain, n: integer().default(2) },
  ),
  change(
    'a column is renamed',
    plain,
    { id, called: text(), b: rest.b, n: rest.n },
    { renames: (name) => ({ [`${name}.a`]: `${name}.called` }) },
  ),
]

const values: readonly GeneratedChange[] = [
  change('nulls are forbidden', { ...plain, a: text().nullable() }, plain),
  change('nulls are allowed', plain, { ...plain, a: text().nullable() }),
  change('a default is set', plain, { ...plain, a: text().default(`o'clock`) }),
  change(
    'a default is another',
    { ...plain, n: integer().default(1) },
    { ...plain, n: integer().default(-2) },
  ),
  change('a default is dropped', { ...plain, a: text().default('x') }, plain),
]

const check = { check: { named: { a: { ne: '' } } } } as const
const index = { index: [['n', 'a']] } as const

const checks: readonly GeneratedChange[] = [
  change('a check is added', plain, plain, { after: check }),
  change('a check is dropped', plain, plain, { before: check }),
  change('a check is another', plain, plain, {
    before: check,
    after: { check: { named: { a: { ne: 'z' } } } },
  }),
]

const keys: readonly GeneratedChange[] = [
  change('a unique constraint is added', plain, plain, { after: { unique: [['a', 'n']] } }),
  change('a unique constraint is dropped', { ...plain, a: text().unique() }, plain),
  { ...change('an index is added', plain, plain, { after: index }), isOfIndexes: true },
  { ...change('an index is dropped', plain, plain, { before: index }), isOfIndexes: true },
  change(
    'a table with an index and a unique constraint gets another type, default and check',
    { ...plain, a: text().unique(), n: text().nullable() },
    { ...plain, a: text().unique(), n: integer().nullable(), b: text().nullable().default('b') },
    { before: index, after: { ...index, ...check } },
  ),
]

/** A parent with a row, and a child. */
const family = (title: string, isBefore: boolean, isAfter: boolean): GeneratedChange => ({
  title,
  tables: (name) => {
    const parent = defineTable(`${name}_p`, { id, a: text() })
    const child = (refers: boolean): AnyTable =>
      defineTable(name, {
        ...plain,
        n: refers
          ? integer()
              .nullable()
              .references(() => parent.id, { onDelete: 'cascade' })
          : rest.n,
      })
    return { before: [parent, child(isBefore)], after: [parent, child(isAfter)] }
  },
})

const references: readonly GeneratedChange[] = [
  family('a reference is added', false, true),
  family('a reference is dropped', true, false),
  {
    title: 'a column with a reference to a table that is new is added',
    tables: (name) => {
      const parent = defineTable(`${name}_p`, { id, a: text() })
      const parentId = integer()
        .nullable()
        .references(() => parent.id)
      return {
        before: [defineTable(name, plain)],
        after: [parent, defineTable(name, { ...plain, parentId })],
      }
    },
  },
]

export const generatedChanges: Readonly<
  Record<'columns' | 'values' | 'checks' | 'keys' | 'references', readonly GeneratedChange[]>
> = { columns, values, checks, keys, references }
