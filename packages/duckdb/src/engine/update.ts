import type { Update } from '@holdfast/core'

/** A merge that gives rows back is always run by one thread, and an update by several may change a row twice; see `OneThread`. Takes a fifth longer. */
export const mergeUpdate = ({
  table,
  set,
  source = '(select 1 as one)',
  where,
  when,
  returning,
}: Update): string =>
  `merge into ${table} as t using ${source} as u on ${where} ` +
  `when matched${when === undefined ? '' : ` and (${when})`} then update set ${set}` +
  (returning === undefined ? '' : ` returning ${returning}`)
