import type { Page, PageQuery, Records, TableRow } from '@holdfast/core'
import type { Things } from './shapes.ts'

type Row = TableRow<Things>
export type ThingQuery = PageQuery<Things, keyof Row, {}>

/** Every page of a query, forward by `next`. `between` runs after each. */
export const forward = async (
  records: Records<Things>,
  query: ThingQuery,
  between?: (page: Page<Row>) => Promise<void>,
): Promise<Row[][]> => {
  const pages: Row[][] = []
  let after: string | undefined
  do {
    const page: Page<Row> = await records.page({ ...query, ...(after !== undefined && { after }) })
    pages.push([...page.items])
    await between?.(page)
    after = page.next
  } while (after !== undefined)
  return pages
}

/** Every page from the end to the beginning by `previous`, in the order in which a reader meets them; the last page is not among them. */
export const backward = async (records: Records<Things>, query: ThingQuery): Promise<Row[][]> => {
  let last = await records.page(query)
  while (last.next !== undefined) last = await records.page({ ...query, after: last.next })
  const pages: Row[][] = []
  let before = last.previous
  while (before !== undefined) {
    const page = await records.page({ ...query, before })
    pages.push([...page.items])
    before = page.previous
  }
  return pages
}
