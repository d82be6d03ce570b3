import type { AggregateCall, GroupCall } from '../../door/count-calls.ts'
import { HoldfastError } from '../../errors.ts'
import { StatementText } from '../../tables/statement-text.ts'
import { comparable } from '../../tables/value-text.ts'
import { numberOf } from './number-text.ts'
import type { RecordRow } from './read-rows.ts'
import type { RecordsTable } from './records-table.ts'
import { columnList, rowReader } from './row-reader.ts'
import { nullableTerm } from './select.ts'

/** Numbers over all rows that match, in one statement. */
export const aggregateRows = async (table: RecordsTable, call: AggregateCall): Promise<RecordRow> => {
  const [row] = await groupRows(table, { ...call, by: [], order: [], limit: 1 })
  return row!
}

/** Numbers over each group of rows that match. */
export const groupRows = async (table: RecordsTable, call: GroupCall): Promise<RecordRow[]> => {
  const { by, where, visibility, select, order, limit } = call
  const { dialect } = table
  const text = new StatementText(dialect)
  const numbers = select.map((aggregation) => numberOf(table, text, aggregation))
  const groups = columnList(dialect, by)
  const selected = [...(by.length === 0 ? [] : [groups]), ...numbers.flatMap(({ texts }) => texts)]
  let sql = `select ${selected.join(', ')} from ${table.name} as t where ${text.where(table.scoped(where, visibility))}`
  if (by.length > 0) {
    const terms = order.map(({ of, direction }) => {
      const term = 'property' in of ? comparable(dialect, of, 't') : numbers[select.indexOf(of)]!.order()
      return nullableTerm(dialect, term, direction, direction === 'asc' ? 'first' : 'last')
    })
    sql += ` group by ${groups} order by ${terms.join(', ')} limit ${text.bind(limit)}`
  }
  // Each filter is bounded, but not their number.
  const most = table.parts.limits.parameters
  if (text.parameters > most)
    throw new HoldfastError(
      'too-large',
      `Cannot ${call.action}: its filters compare with more values than the ${most} allowed together; ask in parts`,
    )
  const { rows } = await table.executor.query(text.finish(sql, table.summary('AGGREGATE')), 'read', call)
  const readGroup = rowReader(dialect, by)
  return rows.map((row) => {
    const result = readGroup(row)
    let at = by.length
    for (const [index, { name }] of select.entries()) {
      const { texts, read } = numbers[index]!
      result[name] = read(row.slice(at, at + texts.length), call.action)
      at += texts.length
    }
    return result
  })
}
