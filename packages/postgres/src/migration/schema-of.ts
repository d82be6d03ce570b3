import {
  grouped,
  type DriverCell,
  type Result,
  type SchemaModel,
  type SequenceModel,
  type TableModel,
  type TriggerModel,
  type TypeModel,
  type ViewModel,
} from '@holdfast/core'
import { columnOf, constraintsOf, indexOf, optionsOf, policyOf } from './table-parts.ts'

type Row = readonly DriverCell[]

/** The model in the answers to `questions`. */
export const schemaOf = (answers: readonly Result['rows'][]): SchemaModel => {
  const [tables, columns, constraints, indexes, policies] = answers as readonly (readonly Row[])[]
  const [views, triggers, sequences, types, functions] = answers.slice(5) as readonly (readonly Row[])[]
  const columnsOf = grouped(columns!, ([table]) => table)
  const limitsOf = grouped(constraints!, ([table]) => table)
  const policiesOf = grouped(policies!, ([table]) => table)
  const indexesOf = grouped(
    [...grouped(indexes!, ([table, name]) => JSON.stringify([table, name])).values()],
    (rows) => rows[0]![0],
  )
  const indexList = (table: DriverCell | undefined): TableModel['indexes'] =>
    (indexesOf.get(table) ?? []).map(indexOf)
  const tableOf = (row: Row): TableModel => {
    const { others, ...limits } = constraintsOf(limitsOf.get(row[0]) ?? [])
    return {
      name: String(row[0]),
      columns: (columnsOf.get(row[0]) ?? []).map(columnOf),
      ...limits,
      others: [...others, ...(policiesOf.get(row[0]) ?? []).map(policyOf)],
      indexes: indexList(row[0]),
      options: optionsOf(row),
    }
  }
  const viewOf = ([name, kind, sql]: Row): ViewModel => ({
    name: String(name),
    sql: String(sql).trim(),
    ...(kind === 'm' && { materialized: true as const, indexes: indexList(name) }),
  })
  const triggerOf = ([table, name, sql]: Row): TriggerModel => ({
    name: String(name),
    table: String(table),
    sql: String(sql),
  })
  return {
    tables: tables!.map(tableOf),
    views: views!.map(viewOf),
    triggers: triggers!.map(triggerOf),
    sequences: sequences!.map(sequenceOf),
    types: types!.map(typeOf),
    functions: functions!.map(([name]) => String(name)),
  }
}

const sequenceOf = (row: Row): SequenceModel => {
  const [name, type, start, step, least, greatest, cache, cycles, table, column] = row
  return {
    name: String(name),
    definition:
      `as ${String(type)} start with ${String(start)} increment by ${String(step)} minvalue ${String(least)} maxvalue ${String(greatest)} ` +
      `cache ${String(cache)}${cycles === true ? ' cycle' : ''}`,
    ...(column !== null && { ownedBy: { table: String(table), column: String(column) } }),
  }
}

const typeOf = (row: Row): TypeModel => {
  const [name, kind, values, base, isNotNull, fallback, checks, parts, range] = row
  const named = { name: String(name) }
  if (kind === 'e') return { ...named, kind: 'enum', values: values as readonly string[] }
  if (kind === 'c')
    return { ...named, kind: 'composite', definition: (parts as readonly string[]).join(', ') }
  if (kind === 'r') return { ...named, kind: 'other', definition: `range of ${String(range)}` }
  const limits = [
    ...(fallback === null ? [] : [`default ${String(fallback)}`]),
    ...(isNotNull === true ? ['not null'] : []),
    ...(checks as readonly string[]),
  ]
  return { ...named, kind: 'domain', definition: [String(base), ...limits].join(' ') }
}
