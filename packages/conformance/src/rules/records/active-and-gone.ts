import type { Records } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { tickets, type Tickets } from './shapes.ts'

/** A table of two rows for every method to be tried on: the active `a`, and the deleted `gone`, which can be restored. */
export const activeAndGone = async (
  context: Context,
): Promise<{ readonly table: Tickets; readonly records: Records<Tickets> }> => {
  const table = tickets(context.name())
  const records = await context.records(table)
  await records.insertMany([
    { id: 'a', subject: 'a' },
    { id: 'gone', subject: 'gone' },
  ])
  await records.delete('gone')
  return { table, records }
}
