import type { Database, EvidenceItem } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'
import { findings, processOutbox, receiptOf } from '../../worker/jobs/evidence.ts'
import { startOn } from '../../worker/start-on.ts'

/** What was said behind a word: of items, their ids. */
const said = (lines: readonly string[], word: string): ReadonlySet<string> =>
  new Set(lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1)))

/** What whoever finds the database after a kill may rely on. */
const account = async (db: Database, lines: readonly string[]): Promise<void> => {
  const evidence = processOutbox(db)
  const items = new Map<string, EvidenceItem<string>>()
  for (const item of (await evidence.find()).items) items.set(item.id, item)
  const received = said(lines, 'received')
  const isGone = lines.includes('removing') ? (id: string): boolean => received.has(id) : () => false
  const lost = [...said(lines, 'captured')].filter((id) => !items.has(id) && !isGone(id))
  expect(lost, 'acknowledged and lost').toStrictEqual([])
  const unfounded = [...received].filter((id) => !items.has(id) && !isGone(id))
  expect(unfounded, 'sent without its row').toStrictEqual([])
  for (const { id, state, receipt } of items.values()) {
    if (lines.includes('delivered')) expect(state).toBe('sent')
    if (state !== 'sent') continue
    expect(receipt).toBe(receiptOf(id))
    expect(received, 'a receipt that nobody gave').toContain(id)
  }
  expect((await evidence.verify()).damaged).toStrictEqual([])
  if (lines.includes('removing')) return
  const isCommitted = [...items.values()].some(({ item }) => item === findings.at(-1))
  expect((await db.keyValue('effects').get('captured')) === true, 'half of a transaction').toBe(isCommitted)
}

/** The next process delivers what is left, without asking the first. */
const goOn = async (db: Database, lines: readonly string[]): Promise<void> => {
  const evidence = processOutbox(db)
  const received = new Set(said(lines, 'received'))
  await evidence.captureMany(findings)
  const report = await evidence.drain(async (_item, { idempotencyKey }) => {
    received.add(idempotencyKey)
    return receiptOf(idempotencyKey)
  })
  expect(report).toMatchObject({ failed: 0, left: 0, isOnline: true })
  const { items } = await evidence.find()
  expect(items.map(({ item }) => item).toSorted()).toStrictEqual(findings.toSorted())
  for (const { id, state, receipt } of items)
    expect([state, receipt, received.has(id)]).toStrictEqual(['sent', receiptOf(id), true])
}

/** Kills a process at this point of its work, and looks. Whether it was killed, and had not come to its end. */
const killedAt = async (context: Context, point: number): Promise<boolean | 'not-run'> => {
  const place = await context.harness.fresh()
  context.after(() => place.destroy())
  const child = startOn(context, place, 'deliver-evidence', String(point))
  if (child === undefined) return 'not-run'
  const isOver = (): boolean => /^(?:stopped|over|failed)/.test(child.lines.at(-1) ?? '')
  while (!isOver()) await child.said(child.lines.length + 1)
  await child.kill()
  const last = child.lines.at(-1)
  expect(last).toMatch(/^(?:stopped|over)/)
  // Far enough for leases, pauses and `keepSent` to be over, so that nobody waits for them.
  const db = await openAt(place, { clock: manualClock(Date.now() + 7_200_000) })
  context.after(() => db.close())
  await account(db, child.lines)
  await goOn(db, child.lines)
  await db.close()
  return last !== 'over'
}

/** What is in memory goes with the process: there is nobody who could be asked afterwards. */
const forgotten = async (context: Context): Promise<void> => {
  const { db, again } = await context.fresh()
  await processOutbox(db).capture('alone')
  await db.close()
  expect((await processOutbox(await again()).stats()).waiting).toBe(0)
}

export const evidenceProcesses: readonly Rule[] = [
  rule({
    id: 'evidence.killed.everywhere',
    title:
      'a process that is killed at any point between capture, upload, receipt and removal leaves every acknowledged item, has sent none without its row, and removed none without its receipt',
    needs: ['persistent'],
    tier: 'certification',
    present: async (context) => {
      for (let point = 1; ; point += 1) {
        const wasKilled = await killedAt(context, point)
        if (wasKilled === 'not-run') return wasKilled
        if (wasKilled) continue
        context.note('evidence', 'points at which a process was killed', point - 1)
        return undefined
      }
    },
    absent: forgotten,
  }),
]
