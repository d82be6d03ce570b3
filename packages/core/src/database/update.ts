/** An update of the rows `t` of a table. */
export interface Update {
  /** A `with` clause, to the blank behind it. */
  readonly with?: string
  /** Qualified and quoted. */
  readonly table: string
  readonly set: string
  /** Rows `u` that are joined with those of the table: at most one with each. */
  readonly source?: string
  /** What rows are found by, over `t` and `u`. */
  readonly where: string
  /** Only those of them for which this holds. */
  readonly when?: string
  /** Expressions over the columns as they are now, without `t`. */
  readonly returning?: string
}

/** The spelling that most engines share. */
export const plainUpdate = ({
  with: first = '',
  table,
  set,
  source,
  where,
  when,
  returning,
}: Update): string =>
  `${first}update ${table} as t set ${set}` +
  (source === undefined ? '' : ` from ${source} as u`) +
  ` where ${where}` +
  (when === undefined ? '' : ` and ${when}`) +
  (returning === undefined ? '' : ` returning ${returning}`)
