import type { Bound, Statement } from '@holdfast/core'

/**
 * DuckDB looks keys up by index when they are written out one by one. A list in one parameter is joined with the table: that
 * takes twice as long for one key, and reads the whole column for many. So the dialect marks a list, and what is sent has one
 * parameter an item.
 */
const mark = '/*each*/'
const marked = /\/\*each\*\/ \$(\d+)/g

export const anyOf = (column: string, placeholder: string): string => `${column} in (${mark} ${placeholder})`

/** Above this many a scan is the better plan, and planning that many parameters the worse half of the work. */
const mostWrittenOut = 256

/** A merge with one key written out reads the whole table; with two it uses the index. */
const leastInMerge = 2

/** The statement as it is sent. Lists are filled up to a power of two with their last item, so that few texts exist. */
export const expand = (statement: Statement): Statement =>
  statement.text.includes(mark) ? writeOutLists(statement) : statement

const writeOutLists = (statement: Statement): Statement => {
  const values: Bound[] = [...statement.values]
  const least = statement.text.startsWith('merge ') ? leastInMerge : 1
  const text = statement.text.replace(marked, (_, digits: string) => {
    const index = Number(digits) - 1
    const items = statement.values[index]
    if (!Array.isArray(items)) throw new TypeError(`Parameter ${digits} must be a list`)
    if (items.length > mostWrittenOut) return `select unnest($${digits})`
    const size = 2 ** Math.ceil(Math.log2(Math.max(least, items.length)))
    // The list itself stays where the text needs it elsewhere; a parameter that nothing uses is refused.
    const isShared = new RegExp(`\\$${digits}(?!\\d)`).test(statement.text.replace(marked, ''))
    const placeholders: string[] = []
    if (!isShared) {
      placeholders.push(`$${digits}`)
      values[index] = items[0] ?? null
    }
    for (let next = placeholders.length; next < size; next++) {
      values.push(items[Math.min(next, items.length - 1)] ?? null)
      placeholders.push(`$${values.length}`)
    }
    return placeholders.join(', ')
  })
  return { ...statement, text, values }
}
