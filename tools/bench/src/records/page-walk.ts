import { wanted } from './data.ts'
import type { Operation } from '../sample.ts'

/** Walks through pages by the key of the last row, from the start again when they end. */
export const pageWalk = (
  read: (
    after: string,
  ) => readonly { readonly id: string }[] | PromiseLike<readonly { readonly id: string }[]>,
): Operation => {
  let after = '00000000-0000-0000-0000-000000000000'
  const next = (rows: readonly { readonly id: string }[]): void => {
    after = rows.length < wanted.rows ? '00000000-0000-0000-0000-000000000000' : rows.at(-1)!.id
  }
  return () => {
    const rows = read(after)
    return 'then' in rows ? Promise.resolve(rows).then(next) : next(rows)
  }
}
