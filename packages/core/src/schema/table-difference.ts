import type { ColumnAspect, PartChange, SchemaChange, TableParts } from '../contracts/schema-change.ts'
import type { ColumnModel, IndexModel, TableModel } from '../contracts/schema-model.ts'
import { stable } from './canonical.ts'
import type { DifferenceOptions } from './difference-options.ts'

const aspects: readonly ColumnAspect[] = ['type', 'collation', 'generated', 'identity', 'nullable', 'default']

/** The steps from one table to another of the same name, in no particular order. */
export const tableDifference = (
  before: TableModel,
  after: TableModel,
  { scope }: Pick<DifferenceOptions, 'scope'>,
): readonly SchemaChange[] => {
  const table = after.name
  const old = new Map(before.columns.map((column) => [column.name, column]))
  const kept = new Set(after.columns.map(({ name }) => name))
  const columns = after.columns.flatMap((column): readonly SchemaChange[] => {
    const existing = old.get(column.name)
    return existing === undefined
      ? [{ kind: 'add-column', table, column }]
      : columnDifference(table, existing, column)
  })
  const gone = before.columns
    .filter(({ name }) => !kept.has(name))
    .map((column): SchemaChange => ({ kind: 'drop-column', table, column }))
  const key: readonly SchemaChange[] =
    stable(before.primaryKey) === stable(after.primaryKey)
      ? []
      : [
          {
            kind: 'change-primary-key',
            table,
            ...(before.primaryKeyName !== undefined && { name: before.primaryKeyName }),
            before: before.primaryKey,
            after: after.primaryKey,
          },
        ]
  return [...columns, ...gone, ...key, ...parts(before, after, scope), ...options(before, after, scope)]
}

const columnDifference = (
  table: string,
  before: ColumnModel,
  after: ColumnModel,
): readonly SchemaChange[] => {
  const changed = aspects.filter(
    (aspect) =>
      before[aspect] !== after[aspect] && stable(before[aspect] ?? null) !== stable(after[aspect] ?? null),
  )
  return (
    changed
      // A type comes with its collation.
      .filter((aspect) => aspect !== 'collation' || !changed.includes('type'))
      .map((aspect) => ({ kind: 'change-column', table, column: after.name, aspect, before, after }))
  )
}

const parts = (
  before: TableModel,
  after: TableModel,
  scope: DifferenceOptions['scope'],
): readonly SchemaChange[] => {
  const table = after.name
  // A unique index over columns does all that a unique constraint does, and can be added where a constraint cannot.
  const isSpare = (index: IndexModel): boolean =>
    scope === 'defined' && after.uniques.some((unique) => isLike(index, unique.columns))
  const spare = before.indexes.filter(isSpare)
  const uniques = after.uniques.filter(
    ({ columns }) => !spare.some((index) => isLike(index, columns)) || has(before, columns),
  )
  const indexes = before.indexes.filter((index) => !isSpare(index))
  const compare = <P extends keyof TableParts>(
    of: P,
    olds: readonly TableParts[P][],
    news: readonly TableParts[P][],
  ): readonly SchemaChange[] =>
    unmatched(olds, news, scope === 'all').map(
      ({ side, part }) =>
        ({ kind: side === 'new' ? 'add-part' : 'drop-part', of, table, part }) as PartChange,
    )
  return [
    ...compare('unique', before.uniques, uniques),
    ...compare('index', indexes, after.indexes),
    ...compare('check', before.checks, after.checks),
    ...compare('foreign-key', before.foreignKeys, after.foreignKeys),
    ...compare(
      'other',
      scope === 'all' ? before.others : before.others.filter((one) => isIn(after.others, one)),
      after.others,
    ),
  ]
}

const isIn = <T>(list: readonly T[], item: T): boolean => list.some((one) => stable(one) === stable(item))

const has = ({ uniques }: TableModel, columns: readonly string[]): boolean =>
  uniques.some((unique) => stable(unique.columns) === stable(columns))

const isLike = (index: IndexModel, columns: readonly string[]): boolean =>
  index.unique &&
  index.isValid &&
  index.where === undefined &&
  stable(index.keys) === stable(columns.map((column) => ({ column })))

/** Those of two lists that have no partner in the other. Partners are equal but for the text of their DDL and, unless it counts, their name. */
const unmatched = <T extends object>(
  olds: readonly T[],
  news: readonly T[],
  nameCounts: boolean,
): readonly { readonly side: 'old' | 'new'; readonly part: T }[] => {
  const content = (part: T): string =>
    stable({ ...part, sql: undefined, ...(nameCounts ? {} : { name: undefined }) })
  const free = new Map<string, T[]>()
  for (const part of olds) free.set(content(part), [...(free.get(content(part)) ?? []), part])
  const added = news.filter((part) => free.get(content(part))?.pop() === undefined)
  const left = new Set([...free.values()].flat())
  return [
    ...olds.filter((part) => left.has(part)).map((part) => ({ side: 'old' as const, part })),
    ...added.map((part) => ({ side: 'new' as const, part })),
  ]
}

const options = (
  before: TableModel,
  after: TableModel,
  scope: DifferenceOptions['scope'],
): readonly SchemaChange[] => {
  const names =
    scope === 'all'
      ? new Set([...Object.keys(before.options), ...Object.keys(after.options)])
      : Object.keys(after.options)
  return [...names]
    .filter((name) => before.options[name] !== after.options[name])
    .map((option) => optionChange(after.name, option, before.options[option], after.options[option]))
}

const optionChange = (
  table: string,
  option: string,
  before: string | true | undefined,
  after: string | true | undefined,
): SchemaChange => ({
  kind: 'change-option',
  table,
  option,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
})
