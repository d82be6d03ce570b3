import { onTestFinished } from 'vitest'
import { type Database, memory, open, type OpenOptions } from '../../src/index.ts'

/** An empty database, closed after the test. */
export async function opened(options: OpenOptions = {}): Promise<Database> {
  const db = await open(memory(), options)
  onTestFinished(() => db.close({ drain: 0 }))
  return db
}

/** A database whose clock the test sets. */
export async function timed(): Promise<{ readonly db: Database; readonly clock: { now: number } }> {
  const clock = { now: 1_000 }
  return { db: await opened({ clock: () => clock.now }), clock }
}

/** A promise that the test settles. */
export function gate(): { readonly wait: Promise<void>; readonly open: () => void } {
  let resolveWait: (() => void) | undefined
  const wait = new Promise<void>((resolve) => {
    resolveWait = resolve
  })
  return { wait, open: () => resolveWait?.() }
}

/** The error with which the work fails, or undefined. */
export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error
  }
}
