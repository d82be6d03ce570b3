import { setTimeout as after } from 'node:timers/promises'
import type { Evidence, Session } from '@holdfast/core'
import { standStillAt } from '../stand-still.ts'
import type { StoreWork } from '../store-jobs.ts'

/** What is captured: alone, together, and in a transaction. */
export const findings: readonly string[] = ['alone', 'together 1', 'together 2', 'in a transaction']

/** The receipt of whoever got this item. */
export const receiptOf = (idempotencyKey: string): string => `receipt of ${idempotencyKey}`

/** Delivered items may go at once. */
export const processOutbox = (session: Session): Evidence<string, string> =>
  session.evidence<string, string>('processes', { durability: 'any', keepSent: 1 })

/**
 * Captures, delivers and removes; says what was acknowledged, and what the receiver got. Stands still at the point that `run` numbers, to be killed: behind each
 * statement, before the receiver has an item and after.
 */
export const deliverEvidence: StoreWork = async (db, run, say, statements) => {
  const stand = standStillAt(Number(run), say)
  let points = 0
  const point = (): void => stand((points += 1))
  statements.onEach = point
  const evidence = processOutbox(db)
  const [alone, one, two, inside] = findings as [string, string, string, string]
  say(`captured ${(await evidence.capture(alone)).id}`)
  for (const { id } of await evidence.captureMany([one, two])) say(`captured ${id}`)
  const { id } = await db.transaction(async (tx) => {
    await tx.keyValue('effects').set('captured', true)
    return processOutbox(tx).capture(inside)
  })
  say(`captured ${id}`)
  let isDown = true
  const upload = async (_item: string, { idempotencyKey }: { idempotencyKey: string }): Promise<string> => {
    point()
    if (isDown && idempotencyKey === id) throw new Error('There is no network')
    say(`received ${idempotencyKey}`)
    point()
    return receiptOf(idempotencyKey)
  }
  await evidence.drain(upload, { concurrency: 2 })
  isDown = false
  await evidence.hurry()
  await evidence.drain(upload, { concurrency: 2 })
  say('delivered')
  // `keepSent` is over then.
  await after(5)
  say('removing')
  await evidence.prune()
  say('over')
}
