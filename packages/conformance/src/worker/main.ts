import { writeSync } from 'node:fs'
import { HoldfastError, open } from '@holdfast/core'
import type { WorkerModule } from '../harness.ts'
import { doJob, Statements, type Job } from './jobs.ts'

export interface Order {
  readonly address: string
  readonly job: Job
  /** Tells the writes of one process from those of another; of an import, what to import. */
  readonly run: string
}

/**
 * The whole life of a worker process: opens the database, does its job, closes. `spawn.ts` loads this module by its path.
 *
 * @public
 */
export const work = async ({ connect }: WorkerModule, { address, job, run }: Order): Promise<void> => {
  try {
    const statements = new Statements()
    // Only who counts them pays for the log.
    const db = await open(
      await connect(address),
      job === 'migrate' || job === 'import' ? { log: statements.log } : {},
    )
    await doJob(db, job, run, statements)
    await db.close()
  } catch (error) {
    writeSync(1, `failed ${error instanceof HoldfastError ? error.code : String(error)}\n`)
  }
}
