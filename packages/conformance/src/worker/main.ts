import { writeSync } from 'node:fs'
import { HoldfastError, open } from '@holdfast/core'
import type { WorkerModule } from '../harness.ts'
import { doJob, type Job } from './jobs.ts'
import { Statements } from './statements.ts'

export interface Order {
  readonly address: string
  readonly job: Job
  /** Tells the writes of one process from those of another; of an import, what to import. */
  readonly run: string
}

/** What stands still at a statement. */
const counted: ReadonlySet<Job> = new Set<Job>(['migrate', 'import', 'walk-flow', 'deliver-evidence'])

/**
 * The whole life of a worker process: opens the database, does its job, closes. `spawn.ts` loads this module by its path.
 *
 * @public
 */
export const work = async ({ connect }: WorkerModule, { address, job, run }: Order): Promise<void> => {
  try {
    const statements = new Statements()
    // Only who counts them pays for the log.
    const db = await open(await connect(address), counted.has(job) ? { log: statements.log } : {})
    // What is counted is the work; how many statements an opening takes depends on what is there.
    statements.count = 0
    await doJob(db, job, run, statements)
    await db.close()
  } catch (error) {
    writeSync(1, `failed ${error instanceof HoldfastError ? error.code : String(error)}\n`)
  }
}
