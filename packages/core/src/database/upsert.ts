/** An insert that becomes an update where the key exists. In `update` and `when`, `t` is the row that exists and `excluded` the new one. */
export interface Upsert {
  /** Qualified and quoted. */
  readonly table: string
  readonly columns: readonly string[]
  /** The columns of the primary key. */
  readonly key: readonly string[]
  /** An expression for each column, over the rows `u` of `source`. */
  readonly select: readonly string[]
  readonly source: string
  /** The same expressions over the parameters themselves, where there is one row only: the form `rows`. */
  readonly values?: readonly string[]
  /** The placeholder of the keys, which `dialect.anyOf` takes, for an engine that finds rows by index only so. */
  readonly keys: string
  readonly update: string
  /** Rows of the source where this does not hold are left out: neither inserted nor updated. */
  readonly only?: string
  /** Only where this holds; else the row stays as it is and does not come back. */
  readonly when?: string
  readonly returning?: string
}

/** The spelling that most engines share. */
export const onConflict = ({
  table,
  columns,
  key,
  select,
  source,
  values,
  update,
  only = 'true',
  when,
  returning,
}: Upsert): string =>
  `insert into ${table} as t (${columns.join(', ')}) ` +
  // An engine that prepares the statement once still runs a subquery each time.
  (values === undefined
    ? `select ${select.join(', ')} from ${source} as u where ${only} `
    : `values (${values.join(', ')}) `) +
  `on conflict (${key.join(', ')}) do update set ${update}` +
  (when === undefined ? '' : ` where ${when}`) +
  (returning === undefined ? '' : ` returning ${returning}`)
