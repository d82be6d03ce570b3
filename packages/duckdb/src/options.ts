/** What `duckdb(file, options)` takes beside the file. */
export interface DuckdbOptions {
  /** Opens the file for reading only; several processes may then have it open. Every write throws `read-only`. */
  readonly readOnly?: boolean
  /**
   * How many statements may run at once in this process, all its DuckDB databases together. Default 2.
   *
   * Each running statement holds one of libuv's four threads. With four the process's file, DNS and crypto work stops:
   * set the environment variable `UV_THREADPOOL_SIZE` before you ask for more than three.
   */
  readonly runningStatements?: number
  /** How many reads, streams and read-only transactions may be open at once, running or not. Default 16. */
  readonly readers?: number
  /** The engine's own threads, which work together on one statement. Default: one a core. */
  readonly threads?: number
  /** The most memory the engine may use, as DuckDB writes it: `1GB`, `512MB`. Default: 80 % of the machine's. */
  readonly memoryLimit?: string
  /** The database is merged with its log when nothing was written for a while and the log is at least this long. Default 1 MiB. */
  readonly idleCheckpointBytes?: number
}

export interface Settings {
  readonly readOnly: boolean
  readonly runningStatements: number
  readonly readers: number
  readonly threads: number | undefined
  readonly memoryLimit: string | undefined
  readonly idleCheckpointBytes: number
}

const known: ReadonlySet<string> = new Set<keyof DuckdbOptions>([
  'readOnly',
  'runningStatements',
  'readers',
  'threads',
  'memoryLimit',
  'idleCheckpointBytes',
])

/** The options with every default filled in. A wrong one is misuse. */
export const settingsOf = (options: DuckdbOptions): Settings => {
  for (const name of Object.keys(options)) {
    if (!known.has(name))
      throw new TypeError(`duckdb() has no option "${name}"; it has ${[...known].join(', ')}`)
  }
  const { readOnly = false, memoryLimit } = options
  if (typeof readOnly !== 'boolean') throw new TypeError('duckdb(): readOnly must be true or false')
  if (memoryLimit !== undefined && !/^\d+(\.\d+)?\s*[KMGT]i?B$/i.test(memoryLimit)) {
    throw new TypeError('duckdb(): memoryLimit must be a number with its unit, as "512MB" or "1.5GiB"')
  }
  return {
    readOnly,
    memoryLimit,
    runningStatements: count(options.runningStatements ?? 2, 'runningStatements'),
    readers: count(options.readers ?? 16, 'readers'),
    threads: options.threads === undefined ? undefined : count(options.threads, 'threads'),
    idleCheckpointBytes: count(options.idleCheckpointBytes ?? 1024 * 1024, 'idleCheckpointBytes'),
  }
}

const count = (value: number, name: string): number => {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new RangeError(`duckdb(): ${name} must be a whole number of at least 1`)
}
