import { throwIfStopped } from '../reading/stopped.ts'
import type { FileRun } from './file-run.ts'
import { NotTogether } from './import-together.ts'
import type { Settings } from './options.ts'

/** How many files share a transaction, and how many bytes of them: a kill costs no more than that. */
const mostFiles = 500
const mostBytes = 1024 * 1024

interface Importing {
  /** Throws `NotTogether` where they cannot. */
  together(runs: readonly FileRun[]): Promise<void>
  /** Whether it is imported. */
  alone(run: FileRun): Promise<boolean>
}

/**
 * Gathers neighbours of one mapping and tenant, which share a transaction: a commit for each small file would take most of the time. Files that fail go
 * by themselves, in their place in the order, so what is reported, and what is left, is the same as without sharing.
 */
export class FileGroups {
  readonly #settings: Settings
  readonly #importing: Importing
  /** How many are tried together: fewer behind one that failed, because such files have neighbours. */
  #size = mostFiles
  #waiting: FileRun[] = []
  #bytes = 0

  constructor(settings: Settings, importing: Importing) {
    this.#settings = settings
    this.#importing = importing
  }

  /** Takes a file in, and imports those that wait when there are enough of them or it does not go with them. */
  async add(run: FileRun): Promise<void> {
    const [first] = this.#waiting
    const { size } = run.entry
    const isOfThem =
      first === undefined ||
      (first.mapping.mapping === run.mapping.mapping &&
        first.tenant === run.tenant &&
        this.#bytes + size <= mostBytes)
    if (!isOfThem) await this.flush()
    this.#waiting.push(run)
    this.#bytes += size
    if (this.#waiting.length >= mostFiles || this.#bytes >= mostBytes) await this.flush()
  }

  /** Imports those that wait. */
  async flush(): Promise<void> {
    const runs = this.#waiting
    this.#waiting = []
    this.#bytes = 0
    for (let index = 0; index < runs.length;) {
      const { signal, action } = this.#settings
      throwIfStopped(signal, action)
      const some = runs.slice(index, index + this.#size)
      index += await this.#import(some)
    }
  }

  /** Resolves with how many of the first are through. */
  async #import(runs: readonly FileRun[]): Promise<number> {
    const [run] = runs
    const { length } = runs
    try {
      if (length === 1) {
        if (!(await this.#importing.alone(run!))) return 1
      } else await this.#importing.together(runs)
      this.#size = Math.min(mostFiles, this.#size * 2)
      return length
    } catch (error) {
      if (!(error instanceof NotTogether)) throw error
      this.#size = Math.max(1, error.at ?? length >> 1)
      return 0
    }
  }
}
