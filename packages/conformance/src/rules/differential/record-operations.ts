import {
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  noBias,
  oneof,
  option,
  record,
  tuple,
  type Arbitrary,
} from 'fast-check'
import { beginning } from './record-beginning.ts'
import { modelColumns, modelTraits } from './record-columns.ts'
import { filterOf, orderOf } from './record-filters.ts'
import type { RecordOperation } from './record-operation.ts'
import { keyOf, patchOf, rowOf, upsertManyOf, upsertOf } from './record-rows.ts'
import { tableNames, type TableName } from './record-tables.ts'

const visibility = constantFrom('active', 'active', 'deleted', 'all')
const limit = integer({ min: 1, max: 4 })

/** What every read takes, each part or not. */
const reading = (table: TableName): Readonly<Record<string, Arbitrary<unknown>>> => ({
  where: filterOf(table),
  orderBy: orderOf(table),
  include: visibility,
  with: boolean(),
})

const queryOf = (table: TableName, more: Readonly<Record<string, Arbitrary<unknown>>> = {}) =>
  record({ ...reading(table), ...more }, { requiredKeys: [] })

const numbersOf = (table: TableName): Arbitrary<object> => {
  const columns = modelColumns[table].filter(({ isJson }) => isJson !== true)
  const summed = columns.filter(({ steps }) => steps !== undefined).map(({ name }) => name)
  const kind = oneof(
    constant({ count: true }),
    ...(summed.length === 0
      ? []
      : [constantFrom(...summed).map((sum) => ({ sum })), constantFrom(...summed).map((avg) => ({ avg }))]),
    constantFrom(...columns.map(({ name }) => name)).map((min) => ({ min })),
    constantFrom(...columns.map(({ name }) => name)).map((max) => ({ max })),
  )
  const number = record({ kind, where: option(filterOf(table), { nil: undefined }) }).map(
    ({ kind: what, where }) => ({
      ...what,
      ...(where !== undefined && { where }),
    }),
  )
  return record({ one: number, two: number }, { requiredKeys: ['one'] })
}

const reads = (on: TableName): readonly Arbitrary<object>[] => [
  record({ do: constant('get'), key: keyOf(on), include: visibility, with: boolean() }),
  record({ do: constant('list'), query: queryOf(on, { limit }) }),
  record({ do: constantFrom('pages', 'pages back'), query: queryOf(on, { limit }) }),
  record({ do: constant('offset'), query: queryOf(on), size: limit, page: limit }),
  record({ do: constantFrom('find', 'count', 'exists'), where: filterOf(on), include: visibility }),
  record({
    do: constant('walk'),
    query: record({ where: filterOf(on), orderBy: orderOf(on) }, { requiredKeys: [] }),
  }),
  record({ do: constant('aggregate'), select: numbersOf(on), where: filterOf(on), include: visibility }),
  record({
    do: constant('group'),
    select: numbersOf(on),
    by: constantFrom(...modelColumns[on].filter(({ isJson }) => isJson !== true).map(({ name }) => [name])),
    include: visibility,
    limit,
  }),
]

const writes = (on: TableName): readonly { weight: number; arbitrary: Arbitrary<object> }[] => {
  const { isSoft, hasVersion, on: uniques } = modelTraits[on]
  const ifVersion = hasVersion === true ? constantFrom('none', 'current', 'old', 'wrong') : constant('none')
  return [
    { weight: 6, arbitrary: record({ do: constant('insert'), row: rowOf(on) }) },
    {
      weight: 2,
      arbitrary: record({ do: constant('insertMany'), rows: array(rowOf(on), { maxLength: 4 }) }),
    },
    {
      weight: 4,
      arbitrary: record({ do: constant('update'), key: keyOf(on), patch: patchOf(on), ifVersion }),
    },
    {
      weight: 2,
      arbitrary: record({ do: constant('updateWhere'), where: filterOf(on), patch: patchOf(on) }),
    },
    {
      weight: 3,
      arbitrary: record({ do: constant('upsert'), row: rowOf(on), options: upsertOf(on, uniques) }),
    },
    {
      weight: 2,
      arbitrary: upsertManyOf(on, uniques).map((given) => ({ do: 'upsertMany', ...given })),
    },
    { weight: 3, arbitrary: record({ do: constant('delete'), key: keyOf(on), ifVersion, by: boolean() }) },
    { weight: 1, arbitrary: record({ do: constant('deleteWhere'), where: filterOf(on) }) },
    ...(isSoft === true
      ? [
          { weight: 4, arbitrary: record({ do: constant('restore'), key: keyOf(on) }) },
          {
            weight: 2,
            arbitrary: record({
              do: constant('purge'),
              where: option(filterOf(on), { nil: undefined }),
              age: option(integer({ min: 0, max: 3 }), { nil: undefined }),
            }),
          },
        ]
      : []),
  ]
}

const onTable = (on: TableName): Arbitrary<RecordOperation> => {
  const single = oneof(...writes(on), ...reads(on).map((arbitrary) => ({ weight: 2, arbitrary })))
  const as = constantFrom<0 | 1>(0, 0, 0, 1)
  return record({ as, step: single }).map(({ as: who, step }) => ({
    ...(step as { do: string }),
    on,
    as: who,
  }))
}

const acrossTenants: Arbitrary<RecordOperation> = constantFrom<TableName>('folders', 'notes').chain((on) =>
  oneof(
    ...reads(on).slice(1),
    record({ do: constant('updateWhere'), where: filterOf(on), patch: patchOf(on) }),
    record({ do: constant('deleteWhere'), where: filterOf(on) }),
  ).map((step) => ({ ...(step as { do: string }), on, as: 'system' as const })),
)

const step: Arbitrary<RecordOperation> = oneof(
  ...tableNames.map((on) => ({ weight: on === 'users' ? 6 : 4, arbitrary: onTable(on) })),
  { weight: 2, arbitrary: acrossTenants },
  {
    weight: 1,
    arbitrary: constantFrom(1, 2, 50).map((milliseconds) => ({
      do: 'advance',
      on: 'kinds' as const,
      as: 0 as const,
      milliseconds,
    })),
  },
)

const transaction: Arbitrary<RecordOperation> = record({
  do: constant('transaction'),
  on: constant('kinds' as const),
  as: constantFrom<0 | 1>(0, 1),
  body: array(step, { minLength: 1, maxLength: 4 }),
  rollback: boolean(),
})

/** Nine times of ten; a smaller case is one without it. */
const mostly = (operation: RecordOperation): Arbitrary<readonly RecordOperation[]> =>
  noBias(integer({ min: 0, max: 9 })).map((chance) => (chance === 0 ? [] : [operation]))

export const recordOperations: Arbitrary<RecordOperation[]> = tuple(
  tuple(...beginning.map(mostly)).map((rows) => rows.flat()),
  array(oneof({ weight: 8, arbitrary: step }, { weight: 1, arbitrary: transaction }), {
    minLength: 1,
    maxLength: 30,
    size: 'max',
  }),
).map(([rows, steps]) => [...rows, ...steps])
