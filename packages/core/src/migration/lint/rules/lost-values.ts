import type { Hazard, HazardRule, LintContext, LintData } from '../../../contracts/hazard.ts'
import type { ObjectName, TableAction } from '../../../contracts/statement-facts.ts'
import { counted } from '../counted.ts'
import { narrowing, typeShape } from '../type-shape.ts'

type SetType = Extract<TableAction, { readonly kind: 'set-type' }>

function* typeChanges(
  { actions }: LintContext,
  confirm: (data: LintData, table: ObjectName, change: SetType) => Promise<string | undefined>,
): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (action.kind !== 'set-type' || !existed) continue
    const message = `makes ${table.written}.${action.column.written} ${action.type}`
    yield {
      at,
      message,
      confirm: async (data) => {
        const reason = await confirm(data, table, action)
        return reason === undefined ? undefined : `${message}: ${reason}`
      },
    }
  }
}

const roundTrip = (context: LintContext): Iterable<Hazard> =>
  typeChanges(context, async (data, table, { column, type, using }) => {
    const changed = await data.changed(table, column, type, using)
    return changed === 0
      ? undefined
      : `${counted(changed, 'value cannot be cast to it or is', 'values cannot be cast to it or are')} not the same after a cast to it and back`
  })

const narrower = (context: LintContext): Iterable<Hazard> =>
  typeChanges(context, async (data, table, { column, type }) => {
    const name = column.name.toLowerCase()
    const before = data.table(table)?.columns.find((each) => each.name.toLowerCase() === name)
    const reason = before && narrowing(typeShape(before.type), typeShape(type))
    return reason && `it was ${before.type.toLowerCase()}, and ${reason}`
  })

const enumValues = /\benum\s*\(([^)]*)\)/i

/** A type that is made again under the name of one that was dropped or renamed before. */
function* enumsMadeAgain({ statements, same }: LintContext): Iterable<Hazard> {
  for (const [at, facts] of statements.entries()) {
    if (facts.kind !== 'create' || facts.object !== 'type' || facts.name === undefined) continue
    const { name } = facts
    const listed = enumValues.exec(facts.statement.text)?.[1] ?? ''
    const values = new Set(
      [...listed.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = '']) => value.replaceAll("''", "'")),
    )
    const isAgain = statements
      .slice(0, at)
      .some(
        (before) =>
          (before.kind === 'drop' &&
            before.object === 'type' &&
            before.names.some((other) => same(other, name))) ||
          (before.kind === 'alter' &&
            before.object === 'type' &&
            before.words.startsWith('rename to') &&
            before.name !== undefined &&
            same(before.name, name)),
      )
    if (!isAgain) continue
    yield {
      at,
      message: `makes the type ${name.written} again, perhaps without some of its values`,
      confirm: ({ schema }) => {
        const before = schema.types.find((type) => type.name.toLowerCase() === name.name.toLowerCase())
        const gone = (before?.values ?? []).filter((value) => !values.has(value))
        if (gone.length > 0)
          return `makes the type ${name.written} again without ${counted(gone.length, 'value')} of it`
      },
    }
  }
}

function* primaryKeys({ actions, rebuilds, made: madeBy }: LintContext): Iterable<Hazard> {
  for (const { at, table, action, existed } of actions) {
    if (!existed) continue
    if (action.kind === 'add-constraint' && action.constraint.kind === 'primary-key')
      yield {
        at,
        message: `gives ${table.written} a primary key`,
        confirm: (data) =>
          (data.table(table)?.primaryKey ?? []).length === 0
            ? undefined
            : `gives ${table.written} another primary key`,
      }
    if (action.kind === 'drop-column')
      yield {
        at,
        message: `drops a column of ${table.written} that may be in the primary key`,
        confirm: (data) =>
          data
            .table(table)
            ?.primaryKey.some((name) => name.toLowerCase() === action.column.name.toLowerCase())
            ? `drops ${action.column.written}, which is in the primary key of ${table.written}`
            : undefined,
      }
  }
  for (const { table, replacement, drop, order } of rebuilds) {
    const made = madeBy(order === 'new-first' ? replacement : table)
    // What is made of a query has no key at all; of one that is like another table nobody knows.
    if (made === undefined || (made.columns.length === 0 && !made.as)) continue
    const key = [
      ...made.columns.filter((column) => column.primaryKey).map(({ column }) => column.key),
      ...made.constraints
        .filter(({ kind }) => kind === 'primary-key')
        .flatMap(({ columns }) => columns.map(({ key }) => key)),
    ].join(', ')
    yield {
      at: drop,
      message: `rebuilds ${table.written}, perhaps with another primary key`,
      confirm: (data) => {
        const before = data.table(table)?.primaryKey.join(', ').toLowerCase()
        return before === undefined || before === key.toLowerCase()
          ? undefined
          : `rebuilds ${table.written} with another primary key`
      },
    }
  }
}

export const lostValues: readonly HazardRule[] = [
  {
    id: 'DL05',
    title: 'changes a type so that values do not survive a cast to it and back',
    level: 'refuse',
    remedy: 'Use changeColumnType(), which keeps the values that do not fit aside, or mend them first.',
    asks: 'rows',
    check: roundTrip,
  },
  {
    id: 'DL06',
    title: 'removes a value of an enum',
    level: 'refuse',
    remedy: 'Change the rows that have the value first, and keep the value.',
    asks: 'schema',
    check: enumsMadeAgain,
  },
  {
    id: 'DL08',
    title: 'changes a primary key',
    level: 'refuse',
    remedy: 'Keep the key and add a unique constraint, or accept that every reference and cursor changes.',
    asks: 'schema',
    check: primaryKeys,
  },
  {
    id: 'DL09',
    title: 'gives a column a type that holds less',
    level: 'refuse',
    remedy: 'Keep the wider type, or hold the values with a check.',
    asks: 'schema',
    check: narrower,
  },
]
