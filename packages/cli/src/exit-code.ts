/** What a pipeline can tell apart. Stable within a major version. */
export const exitCode = {
  /** Done, or there was nothing to do. */
  done: 0,
  /** A migration or the database failed. */
  failed: 1,
  /** The command was written wrongly. */
  misuse: 2,
  /** `--check`: migrations are pending. */
  pending: 3,
  /** The history and the migrations do not fit (edited, missing, out of order, ahead), or the schema drifted from them. */
  history: 4,
  /** A hazard that nobody has accepted, see `lint`. */
  hazards: 5,
  /** Somebody else held the database, or was migrating, for longer than was allowed. Try again. */
  busy: 75,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
