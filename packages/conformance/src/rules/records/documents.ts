import { defineTable, integer, json, type PathCondition } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { looseRecords } from './loose-records.ts'

/**
 * A table with one JSON value in each row, counted from 0. What is given back finds the rows of a condition, and expects that its complement is all the
 * others.
 */
export const documents = async (
  context: Context,
  bodies: readonly unknown[],
): Promise<(condition: PathCondition) => Promise<number[]>> => {
  const table = defineTable(context.name(), { id: integer().primaryKey(), body: json<unknown>().nullable() })
  await context.tables([table])
  const records = looseRecords(context.session, table)
  await records.insertMany(bodies.map((body, id) => ({ id, body })))
  const ids = async (where: object): Promise<number[]> =>
    (await records.list({ where, limit: 1_000 })).map((row) => Number(row['id']))
  return async (condition) => {
    const [found, others] = [await ids({ body: condition }), await ids({ not: { body: condition } })]
    expect([...found, ...others].sort((left, right) => left - right)).toStrictEqual([...bodies.keys()])
    return found
  }
}
