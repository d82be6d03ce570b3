import type { Audit, AuditEntry, LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

/** Follows a trail until it has seen `count` entries. */
const follow = async (audit: Audit, count: number, options: object = {}): Promise<AuditEntry[]> => {
  const seen: AuditEntry[] = []
  for await (const entry of audit.tail(options)) {
    seen.push(entry)
    if (seen.length >= count) break
  }
  return seen
}

const actionsOf = (entries: readonly AuditEntry[]): string[] => entries.map(({ action }) => action)

export const auditTails: readonly Rule[] = [
  rule({
    id: 'audit.tail',
    title: 'audit.tail() gives every entry in order, then each that comes, and goes on behind any position',
    present: async ({ session }) => {
      for (const options of [{}, { chain: true }]) {
        const audit = session.audit(`trail ${Object.keys(options).length}`, options)
        const events = Array.from({ length: 600 }, (_, index) => ({ action: `a${index}` }))
        await audit.logMany(events.slice(0, 300))
        await audit.logMany(events.slice(300))
        // The interval is long: what comes is felt, and not polled for.
        const following = follow(audit, 605, { interval: 600_000 })
        for (let index = 600; index < 605; index += 1)
          if (index % 2 === 0) await audit.log({ action: `a${index}` })
          else
            await session.transaction((tx) =>
              tx.audit(`trail ${Object.keys(options).length}`, options).log({ action: `a${index}` }),
            )
        const seen = await following
        expect(actionsOf(seen)).toStrictEqual(Array.from({ length: 605 }, (_, index) => `a${index}`))
        const positions = seen.map(({ position }) => position)
        expect(positions).toStrictEqual([...positions].sort())
        for (const at of [0, 31, 32, 96, 255, 256, 480, 603]) {
          const rest = await follow(audit, 604 - at, { after: seen[at]!.position })
          expect(rest).toStrictEqual(seen.slice(at + 1))
        }
      }
    },
  }),
  rule({
    id: 'audit.tail.late',
    title: 'audit.tail() never passes over an entry that commits late, whatever the order of commits',
    needs: ['concurrentWriters'],
    timeout: 60_000,
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
      const { session, tenant } = context
      const audit = session.audit('trail')
      const tailed = db.tenant(tenant).audit('trail')
      const looks = (): number =>
        events.filter(({ attributes }) => String(attributes['db.query.summary']).startsWith('LOOK')).length
      /** Two looks that began after this: the second began after the first had answered. */
      const looked = async (): Promise<void> => {
        const enough = looks() + 3
        while (looks() < enough) await new Promise(setImmediate)
      }
      const writers = 5
      const following = follow(tailed, 2 * writers + 3, { interval: 2 })
      await audit.log({ action: 'first' })
      const held = await Promise.all(
        Array.from({ length: writers }, async (_, index) => {
          const logged = deferred()
          const released = deferred()
          const ended = session.transaction(
            async (tx) => {
              await tx.audit('trail').log({ action: `early ${index}` })
              logged.resolve()
              await released.promise
              await tx.audit('trail').log({ action: `late ${index}` })
            },
            { isolation: 'read-committed', retries: 0 },
          )
          await logged.promise
          return { released, ended }
        }),
      )
      await audit.log({ action: 'between' })
      await looked()
      for (const { released, ended } of held.toReversed()) {
        released.resolve()
        await ended
        await looked()
      }
      await audit.log({ action: 'last' })
      const seen = await following
      const all = ['between', 'first', 'last']
      for (let index = 0; index < writers; index += 1) all.push(`early ${index}`, `late ${index}`)
      expect(actionsOf(seen).sort()).toStrictEqual(all.sort())
      const positions = seen.map(({ position }) => position)
      expect(positions).toStrictEqual([...positions].sort())
      expect(await follow(audit, seen.length)).toStrictEqual(seen)
    },
    absent: async ({ session }) => {
      const audit = session.audit('trail')
      const following = follow(audit, 20)
      const once = (index: number): Promise<unknown> =>
        session.transaction(async (tx) => {
          await tx.audit('trail').log({ action: `early ${index}` })
          for (let turn = 0; turn < (index * 7) % 5; turn += 1) await new Promise(setImmediate)
          await tx.audit('trail').log({ action: `late ${index}` })
        })
      await Promise.all(Array.from({ length: 10 }, (_, index) => once(index)))
      const seen = await following
      expect(new Set(actionsOf(seen)).size).toBe(20)
      // One transaction after another: the entries of each stand together.
      for (let at = 0; at < 20; at += 2) expect(seen[at + 1]!.action.slice(5)).toBe(seen[at]!.action.slice(6))
      expect(await follow(audit, 20)).toStrictEqual(seen)
    },
  }),
  rule({
    id: 'audit.tail.many-writers',
    title: 'audit.tail() beside many writers, some of which roll back, sees what find() sees, once each',
    timeout: 60_000,
    present: async ({ session }) => {
      const audit = session.audit('trail')
      const undone = new Error('undone')
      const count = 120
      const write = (index: number): Promise<unknown> => {
        if (index % 3 === 0) return audit.log({ action: `a${index}` })
        const body = session.transaction(
          async (tx) => {
            await tx.audit('trail').log({ action: `a${index}` })
            await tx.keyValue('items').set(`k${index}`, 1)
            if (index % 3 === 2) throw undone
          },
          { isolation: 'read-committed' },
        )
        return body.catch((error: unknown) => {
          if (error !== undone) throw error
        })
      }
      const following = follow(audit, (count * 2) / 3, { interval: 5 })
      await Promise.all(Array.from({ length: count }, (_, index) => write(index)))
      const seen = await following
      expect(new Set(actionsOf(seen)).size).toBe(seen.length)
      const { items } = await audit.find({}, { limit: 1_000 })
      expect(new Set(actionsOf(items))).toStrictEqual(new Set(actionsOf(seen)))
    },
  }),
  rule({
    id: 'audit.tail.ends',
    title: 'audit.tail() ends with its signal and with the database, and refuses what can never be right',
    present: async (context) => {
      const { session } = context
      const audit = session.audit('trail')
      await audit.log({ action: 'a' })
      const abort = new AbortController()
      const tail = audit.tail({ signal: abort.signal, interval: 600_000 })[Symbol.asyncIterator]()
      expect((await tail.next()).value).toHaveProperty('action', 'a')
      const waiting = tail.next()
      abort.abort()
      expect((await waiting).done).toBe(true)
      const never = audit.tail({ signal: AbortSignal.abort() })[Symbol.asyncIterator]()
      expect((await never.next()).done).toBe(true)
      const { db } = await context.fresh()
      await db.audit('trail').log({ action: 'a' })
      const open = db.audit('trail').tail({ interval: 600_000 })[Symbol.asyncIterator]()
      expect((await open.next()).value).toHaveProperty('action', 'a')
      const next = open.next()
      await db.close()
      expect((await next).done).toBe(true)
      await refusal('closed', () => db.audit('trail').tail()[Symbol.asyncIterator]().next())
      await misuse(() => audit.tail({ from: 1 } as never))
      await misuse(() => audit.tail({ after: 7 as never }))
      await misuse(() => audit.tail({ interval: -1 }))
      await misuse(() => session.transaction(async (tx) => tx.audit('trail').tail()))
      for (const after of ['', 'x', `1${'0'.repeat(18)}`, "1' or '1'='1"])
        await refusal('invalid-value', async () => audit.tail({ after }))
    },
  }),
]
