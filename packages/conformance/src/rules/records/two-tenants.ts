import type { Records } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { tickets, type Tickets } from './shapes.ts'

export interface TwoTenants {
  readonly table: Tickets
  readonly mine: string
  readonly theirs: string
  readonly own: Records<Tickets>
  readonly foreign: Records<Tickets>
  /** The rows of both. */
  readonly system: Records<Tickets>
}

/** Two tenants with rows of the same keys and values; of each, one row is soft-deleted. */
export const twoTenants = async (context: Context): Promise<TwoTenants> => {
  const table = tickets(context.name())
  await context.tables([table])
  const [mine, theirs] = [context.tenant, context.name()]
  const own = context.session.records(table)
  const foreign = context.db.tenant(theirs).records(table)
  for (const records of [own, foreign]) {
    await records.insertMany(['a', 'b', 'gone'].map((id) => ({ id, subject: id, n: 1 })))
    await records.delete('gone', { by: 'before' })
  }
  return { table, mine, theirs, own, foreign, system: context.db.system().records(table) }
}
