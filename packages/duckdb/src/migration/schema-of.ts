import {
  grouped,
  type DriverCell,
  type Result,
  type SchemaModel,
  type SequenceModel,
  type TableModel,
  type TypeModel,
} from '@holdfast/core'
import { tableDdl } from '../engine/table-ddl.ts'
import { columnOf, constraintsOf, indexOf } from './table-parts.ts'

type Row = readonly DriverCell[]

/** The model in the answers to `questions`. */
export const schemaOf = (answers: readonly Result['rows'][]): SchemaModel => {
  const [tables, columns, constraints, indexes] = answers as readonly (readonly Row[])[]
  const [views, sequences, types, functions] = answers.slice(4) as readonly (readonly Row[])[]
  const columnsOf = grouped(columns!, ([table]) => table)
  const limitsOf = grouped(constraints!, ([table]) => table)
  const indexesOf = grouped(indexes!, ([table]) => table)
  const tableOf = ([name, sql]: Row): TableModel => {
    const ddl = tableDdl(String(sql))
    return {
      name: String(name),
      columns: (columnsOf.get(name) ?? []).map((row) => columnOf(row, ddl)),
      ...constraintsOf(limitsOf.get(name) ?? []),
      indexes: (indexesOf.get(name) ?? []).map(indexOf),
      others: [],
      options: {},
      sql: String(sql),
    }
  }
  return {
    tables: tables!.map(tableOf),
    views: views!.map(([name, sql]) => ({ name: String(name), sql: String(sql) })),
    triggers: [],
    sequences: sequences!.map(sequenceOf),
    types: types!.map(typeOf),
    functions: functions!.map(([name]) => String(name)),
  }
}

const sequenceOf = ([name, start, step, least, greatest, cycles]: Row): SequenceModel => ({
  name: String(name),
  definition:
    `start with ${String(start)} increment by ${String(step)} minvalue ${String(least)} maxvalue ${String(greatest)}` +
    (cycles === true ? ' cycle' : ''),
})

const typeOf = ([name, definition, labels]: Row): TypeModel =>
  labels === null
    ? { name: String(name), kind: 'other', definition: String(definition) }
    : { name: String(name), kind: 'enum', values: (labels as readonly DriverCell[]).map(String) }
