import { createHash } from 'node:crypto'
import type { Transaction } from '../../contracts/session.ts'
import { importRejects } from '../ledger/import-rejects.ts'
import type { Refused } from '../reading/record.ts'
import type { FileRun } from './file-run.ts'
import { type Reject, rejectOf } from './problem.ts'
import type { Difference } from './prove-record.ts'

/** Of a file that fails, so many rejects are kept to show. */
const mostShown = 100
const mostWaiting = 100

/** What one attempt at a file has come to. */
export class FileTally {
  records = 0
  rows = 0
  rejected = 0
  /** Pointers to keys that occurred twice, the first of them. */
  readonly duplicates: string[] = []
  /** What did not come back, the first of it. */
  readonly differences: Difference[] = []
  /** The first rejects. */
  readonly shown: Reject[] = []
  readonly rowsHash: ReturnType<typeof createHash> = createHash('sha256')
  #waiting: Reject[] = []
  readonly #run: FileRun

  constructor(run: FileRun) {
    this.#run = run
  }

  async reject(refused: Refused, tx: Transaction): Promise<void> {
    this.rejected += 1
    const reject = rejectOf(refused)
    if (this.shown.length < mostShown) this.shown.push(reject)
    if (this.#run.settings.onReject === 'fail') return
    if (this.#waiting.push(reject) === mostWaiting) await this.flush(tx)
  }

  /** Writes the rejects that wait. */
  async flush(tx: Transaction): Promise<void> {
    const start = this.rejected - this.#waiting.length
    await writeRejects(tx, this.#run, this.#waiting, start)
    this.#waiting = []
  }

  repeat(pointers: readonly string[]): void {
    if (this.duplicates.length < mostShown) this.duplicates.push(...pointers)
  }

  differ(difference: Difference | undefined): void {
    if (difference !== undefined && this.differences.length < mostShown) this.differences.push(difference)
  }
}

/** Puts rejects, the first of them counted from `start`, into the quarantine. */
export const writeRejects = async (
  tx: Transaction,
  { settings, file, key }: FileRun,
  rejects: readonly Reject[],
  start: number,
): Promise<void> => {
  if (rejects.length === 0) return
  await tx.records(importRejects).insertMany(
    rejects.map(({ index, pointer, line, offset, code, reason, raw, rawSize }, position) => ({
      name: settings.name,
      file: key,
      number: start + position,
      path: file.path,
      record: index,
      pointer: keepable(pointer),
      line,
      offset,
      code,
      reason: keepable(reason),
      raw,
      rawSize,
    })),
  )
}

const longest = 4_000

/** A text that every engine keeps: keys of hostile files get into pointers. */
const keepable = (text: string): string =>
  text.slice(0, longest).toWellFormed().replaceAll('\u0000', '\uFFFD')
