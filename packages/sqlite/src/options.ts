import type { Milliseconds } from '@holdfast/core'

export interface SqliteOptions {
  /**
   * `full` (the default): an acknowledged write survives power loss; every commit waits for the disk. `normal`: it survives
   * a crash of the process, but the last commits may be missing after power loss.
   */
  readonly durability?: 'full' | 'normal'
  /** Opens an existing file for reading only; every write throws `read-only`. Default false. */
  readonly readOnly?: boolean
  /**
   * The most connections for reading. Each serves one stream or read-only transaction with a snapshot of its own; they
   * give no parallelism, because the engine runs in this thread. Default 4, from 1 to 64.
   */
  readonly readers?: number
  /**
   * The longest a stream or a read-only transaction may hold its snapshot; then it ends with `timeout`. The log of a file
   * cannot be emptied past a snapshot that is held. Default 60 000, at least 1.
   */
  readonly maxReaderAge?: Milliseconds
}

/** The options with every default filled in. */
export interface Settings extends Required<SqliteOptions> {
  readonly file: string
  readonly memory: boolean
  /** Whether a file that is not there is made, as `open` was asked. */
  readonly create: boolean
}

const names = new Set(['durability', 'maxReaderAge', 'readOnly', 'readers'])

/** Checks a file name and options. Throws `TypeError` or `RangeError`, for a wrong one can never work. */
export function settings(file: string, options: SqliteOptions = {}): Settings {
  if (typeof file !== 'string' || file.trim() === '')
    throw new TypeError("Expected a file name, or ':memory:'.")
  // better-sqlite3 cuts white space off in silence, and so would open another file.
  if (file !== file.trim()) throw new TypeError('A file name cannot begin or end with white space.')
  if (file.includes('\0')) throw new TypeError('A file name cannot hold a NUL character.')
  // Built without URI names, the engine would make a file that is called `file:…?mode=memory`.
  if (/^file:/i.test(file)) throw new TypeError('Expected a path: URI file names are not opened.')
  for (const name of Object.keys(options))
    if (!names.has(name)) throw new TypeError(`There is no option ${name}.`)
  const { durability = 'full', readOnly = false, readers = 4, maxReaderAge = 60_000 } = options
  if (durability !== 'full' && durability !== 'normal')
    throw new TypeError("durability is 'full' or 'normal'.")
  if (typeof readOnly !== 'boolean') throw new TypeError('readOnly is true or false.')
  whole('readers', readers, 64)
  whole('maxReaderAge', maxReaderAge, 2_147_483_647)
  const memory = file === ':memory:'
  if (memory && readOnly) throw new TypeError('A database in memory cannot be opened read-only: it is empty.')
  return { file, memory, create: true, durability, readOnly, readers, maxReaderAge }
}

function whole(name: string, value: number, most: number): void {
  if (typeof value !== 'number') throw new TypeError(`${name} is a number.`)
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${name} is a whole number from 1 to ${most}.`)
  }
}
