import type { Audit, Database } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { p99 } from '../p99.ts'

const million = 1_000_000

/** In milliseconds; `verify` is the whole chain. */
const ceilings = {
  head: 10,
  find: 50,
  findOther: 50,
  tail: 50,
  log: 100,
  prune: 1_000,
  verify: 120_000,
} as const

const event = (index: number) => ({
  action: `a${index % 7}`,
  entity: ['thing', `t${index % 10_000}`] as const,
  actor: `u${index % 1_000}`,
  requestId: `r${index}`,
})

const fill = async (audit: Audit, count: number): Promise<void> => {
  for (let from = 0; from < count; from += 10_000)
    await audit.logMany(Array.from({ length: 10_000 }, (_, index) => event(from + index)))
}

/** The first entry behind a position. */
const firstAfter = async (audit: Audit, position: string): Promise<void> => {
  for await (const entry of audit.tail({ after: position })) {
    expect(entry.position > position).toBe(true)
    return
  }
}

const measure = async (db: Database, whole: (most: number) => number) => {
  const chain = db.audit('chain', { chain: true })
  const trail = db.audit('trail')
  await trail.log(event(0))
  const { items } = await chain.find({ entity: ['thing', 't77'] }, { limit: 50 })
  expect(items).toHaveLength(50)
  const started = performance.now()
  const report = await chain.verify()
  const verify = performance.now() - started
  expect([report.isIntact, report.checked]).toStrictEqual([true, million])
  return {
    head: await p99(300, () => chain.head()),
    find: await p99(200, () => chain.find({ entity: ['thing', `t${whole(10_000)}`] }, { limit: 100 })),
    findOther: await p99(200, () => chain.find({ actor: `u${whole(1_000)}` }, { limit: 100 })),
    tail: await p99(100, (call) => firstAfter(chain, items[call % items.length]!.position)),
    log: Math.max(
      await p99(300, () => trail.log(event(whole(million)))),
      await p99(300, () => chain.log(event(whole(million)))),
    ),
    prune: await p99(3, async () => expect(await chain.prune({ olderThan: 0, limit: 10_000 })).toBe(10_000)),
    verify,
  }
}

export const auditCeilings: readonly Rule[] = [
  rule({
    id: 'audit.ceilings',
    title:
      'an audit trail of a million entries: head within 10 ms, a page of find and the next of a tail within 50, log within 100, prune of 10 000 within 1 000, verify of all within two minutes',
    needs: ['persistent'],
    tier: 'certification',
    timeout: 1_800_000,
    present: async (context) => {
      const { db } = await context.fresh()
      await fill(db.audit('chain', { chain: true }), million)
      const measured = await measure(db, (most) => context.random.whole(most))
      context.note('speed', 'audit: milliseconds at a million entries', measured)
      for (const [part, ceiling] of Object.entries(ceilings))
        expect(measured[part as keyof typeof ceilings], part).toBeLessThan(ceiling)
    },
    absent: async ({ session }) => {
      // In the process's own memory a million entries prove nothing.
      const audit = session.audit('trail')
      await audit.logMany(Array.from({ length: 100 }, (_, index) => event(index)))
      expect(await p99(100, () => audit.find({ actor: 'u7' }))).toBeLessThan(ceilings.find)
    },
  }),
]
