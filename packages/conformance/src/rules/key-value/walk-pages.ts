import type { KeyValue, ListOptions } from '@holdfast/core'
import { expect } from 'vitest'
import { keysOf } from '../../failures.ts'

export const padded = (index: number): string => `k${String(index).padStart(4, '0')}`

/** Walks page by page with cursors, as an HTTP client would; `between` runs after each page. */
export const pages = async (
  store: KeyValue<number>,
  options: ListOptions & { readonly limit: number },
  between: (page: readonly unknown[]) => unknown = () => undefined,
): Promise<unknown[]> => {
  const all: unknown[] = []
  let cursor: string | undefined
  for (;;) {
    const listing = store.list(cursor === undefined ? options : { ...options, cursor })
    const page = await keysOf(listing)
    all.push(...page)
    if (page.length < options.limit) return all
    cursor = listing.cursor
    expect(typeof cursor).toBe('string')
    await between(page)
  }
}
