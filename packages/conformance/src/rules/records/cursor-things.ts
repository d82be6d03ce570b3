import type { PageQuery, Records, TableRow } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { things, type Things } from './shapes.ts'

/** Nine rows with ties and nulls. */
export const cursorRows: readonly {
  readonly id: number
  readonly label: string | null
  readonly n: number
}[] = Array.from({ length: 9 }, (_, id) => ({ id, label: id % 2 === 0 ? null : 'odd', n: id % 3 }))

/** The query whose cursors are tried. */
export const cursorQuery: PageQuery<Things, keyof TableRow<Things>, {}> = {
  orderBy: [
    ['n', 'desc'],
    ['label', 'asc'],
  ],
  where: { id: { gte: 0 } },
  limit: 2,
}

export const cursorThings = async (context: Context): Promise<Records<Things>> => {
  const records = await context.records(things(context.name()))
  await records.insertMany(cursorRows)
  return records
}
