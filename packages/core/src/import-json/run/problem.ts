import type { ErrorCode } from '../../errors.ts'
import type { Refused } from '../reading/record.ts'

/** Why a file is not imported. */
export interface ImportProblem {
  readonly path: string
  /**
   * `rejects`: it holds records that cannot become rows. `not-reproduced`: its records do not come back as they are. `changed`: it is another than was
   * imported, or changed meanwhile. `unreadable`: it cannot be read. `edited`: its rows were changed since they were imported.
   */
  readonly kind: 'rejects' | 'not-reproduced' | 'changed' | 'unreadable' | 'edited'
  readonly reason: string
  /** JSON pointers to what is meant, the first of them. */
  readonly pointers?: readonly string[]
  /** What `back` threw. It may quote a value. */
  readonly cause?: unknown
}

/** A record that was refused, as it is kept. */
export interface Reject extends Omit<Refused, 'bytes' | 'size'> {
  readonly code: ErrorCode
  readonly raw: Buffer
  readonly rawSize: number
}

/** Ends the import of one file; its transaction is rolled back. */
export class FileFailure extends Error {
  readonly problem: ImportProblem
  readonly rejects: readonly Reject[]

  constructor(problem: ImportProblem, rejects: readonly Reject[] = []) {
    super(problem.reason)
    this.problem = problem
    this.rejects = rejects
  }
}

const keptRaw = 64 * 1024

export const rejectOf = ({ bytes, size, ...rest }: Refused): Reject => ({
  ...rest,
  // A part of a buffer would keep all of it: a hundred of them, of 64 MiB each.
  raw: bytes.length > keptRaw ? Buffer.from(bytes.subarray(0, keptRaw)) : bytes,
  rawSize: size,
})
