/** How long and how often everything is measured. */
export interface Plan {
  readonly rounds: number
  /** The least time of one round of one contender, in milliseconds. */
  readonly round: number
  /** Rows of the bulk load and of the stream. */
  readonly rows: number
  readonly bulkRounds: number
  /** Of loads and upserts of records, which everyone takes part in. */
  readonly recordRounds: number
  /** Of a thousand migrations, and of changes of a large table. */
  readonly migrationRounds: number
}

/** With `BENCH_QUICK=1` the figures are too noisy to quote, and are written nowhere. */
export const isQuick: boolean = process.env['BENCH_QUICK'] === '1'

export const plan: Plan = isQuick
  ? { rounds: 3, round: 60, rows: 20_000, bulkRounds: 3, recordRounds: 3, migrationRounds: 2 }
  : { rounds: 7, round: 200, rows: 100_000, bulkRounds: 7, recordRounds: 5, migrationRounds: 3 }
