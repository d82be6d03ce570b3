import type { Bound } from '@holdfast/core'

/**
 * DuckDB takes no parameter in a RETURNING clause. A whole number there is written out; the text then is new each time,
 * and not worth keeping. Only for the stores' own texts, which hold no `returning` in quotes.
 */
export const writeOutReturning = (text: string, values: readonly Bound[]): string => {
  const start = text.lastIndexOf(' returning ')
  if (start < 0 || !text.includes('$', start)) return text
  const clause = text.slice(start).replace(/\$(\d+)/g, (placeholder, digits: string) => {
    const value = values[Number(digits) - 1]
    return typeof value === 'number' || typeof value === 'bigint' ? String(value) : placeholder
  })
  return text.slice(0, start) + clause
}
