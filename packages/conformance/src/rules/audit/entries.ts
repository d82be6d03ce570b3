import type { AuditEntry } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { settled } from './settled.ts'

const actionsOf = (entries: readonly AuditEntry[]): string[] => entries.map(({ action }) => action)

export const auditEntries: readonly Rule[] = [
  rule({
    id: 'audit.log',
    title: 'audit.log() adds an entry that reads back as it was given, with the time of its statement',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const audit = session.audit('trail')
      const details = {
        nothing: null,
        zero: -0,
        deep: [{ 'a.b': [1.5, 'é😀', '\\ " \u0001'] }],
        __proto__x: '',
      }
      const full = {
        action: 'ticket.close',
        entity: ['ticket', '7 %_\'"é😀'],
        details,
        severity: 'warning',
        actor: 'ann',
        reason: 'because\nof "that"',
        requestId: 'r-1',
        ip: '2001:db8::1',
      } as const
      const at = new Date(clock())
      const logged = await audit.log(full)
      clock.advance(5)
      const bare = await audit.log({ action: 'x' })
      expect(Object.keys(logged)).toStrictEqual(['id', 'position'])
      expect((await audit.find()).items).toStrictEqual([
        { ...bare, at: new Date(clock()), action: 'x' },
        { ...logged, at, ...full },
      ])
      for (const value of [null, 0, '', false, [], {}, 'text', 1e300]) {
        clock.advance(1)
        await audit.log({ action: 'y', details: value })
        const [last] = (await audit.find({ action: 'y' }, { limit: 1 })).items
        expect(last).toHaveProperty('details', value)
      }
    },
  }),
  rule({
    id: 'audit.transaction',
    title: 'an entry that is logged on a transaction is there exactly if it commits',
    present: async ({ session }) => {
      const undone = new Error('undone')
      const rolledBack = session.transaction(async (tx) => {
        await tx.audit('trail').log({ action: 'undone' })
        await tx.audit('chain', { chain: true }).log({ action: 'undone' })
        expect((await tx.audit('trail').find()).items).toHaveLength(1)
        throw undone
      })
      await expect(rolledBack).rejects.toBe(undone)
      expect((await session.audit('trail').find()).items).toStrictEqual([])
      const chain = session.audit('chain', { chain: true })
      expect(await chain.head()).toBeUndefined()
      await session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        await tx.audit('trail').log({ action: 'done' })
        await tx.audit('chain', { chain: true }).log({ action: 'done' })
      })
      expect(actionsOf((await session.audit('trail').find()).items)).toStrictEqual(['done'])
      expect((await chain.head())?.number).toBe(1)
      expect((await chain.verify()).isIntact).toBe(true)
    },
  }),
  rule({
    id: 'audit.log-many',
    title: 'audit.logMany() adds entries in their order, all or none',
    present: async ({ session }) => {
      for (const options of [{}, { chain: true }]) {
        const audit = session.audit(`trail ${Object.keys(options).length}`, options)
        const events = Array.from({ length: 1_100 }, (_, index) => ({ action: `a${index}` }))
        const logged = await audit.logMany(events)
        expect(new Set(logged.map(({ id }) => id)).size).toBe(1_100)
        const positions = logged.map(({ position }) => position)
        expect(positions).toStrictEqual([...positions].sort())
        const { items } = await audit.find({}, { limit: 10_000 })
        expect(new Map(items.map(({ id, action }) => [id, action]))).toStrictEqual(
          new Map(logged.map(({ id }, index) => [id, `a${index}`])),
        )
        expect(await audit.logMany([])).toStrictEqual([])
        await misuse(() => audit.logMany([{ action: 'good' }, { action: '' }]))
        expect((await audit.find({ action: 'good' })).items).toStrictEqual([])
      }
    },
  }),
  rule({
    id: 'audit.apart',
    title: 'trails of other names and tenants are other trails, however they are spelt',
    present: async (context) => {
      const names = ['t', 'T', 't ', '%', '_', '\'"\\', 'é', 'é\u0301', '__proto__', 't\u0001']
      const trails = [context.session, context.db.tenant(context.name())].flatMap((session, index) =>
        names.map((name) => ({ audit: session.audit(name), action: `${index} ${name}` })),
      )
      for (const { audit, action } of trails) await audit.log({ action })
      for (const { audit, action } of trails)
        expect(actionsOf((await audit.find()).items)).toStrictEqual([action])
      await settled(trails[0]!.audit)
      expect(await trails[0]!.audit.prune({ olderThan: 0 })).toBe(1)
      for (const { audit } of trails.slice(1)) expect((await audit.find()).items).toHaveLength(1)
    },
  }),
  rule({
    id: 'audit.misuse',
    title: 'audit trails refuse what can never be right, and log nothing then',
    present: async ({ session }) => {
      const audit = session.audit('trail')
      const wrong: readonly unknown[] = [
        undefined,
        'ticket.close',
        {},
        { action: '' },
        { action: 7 },
        { action: 'a', user: 'ann' },
        { action: 'a', entity: 'ticket' },
        { action: 'a', entity: ['ticket'] },
        { action: 'a', entity: ['ticket', 7] },
        { action: 'a', entity: ['ticket', ''] },
        { action: 'a', severity: 'fatal' },
        { action: 'a', actor: '' },
        { action: 'a', actor: null },
        { action: 'a', ip: 7 },
      ]
      for (const event of wrong) await misuse(() => audit.log(event as never))
      await misuse(() => audit.logMany('a' as never))
      await misuse(() => audit.log({ action: 'a' }, { now: true } as never))
      await misuse(() => session.audit(''))
      await misuse(() => session.audit('trail', { chained: true } as never))
      await misuse(() => session.audit('trail', { chain: 1 } as never))
      await misuse(() => audit.prune({} as never))
      await misuse(() => audit.prune({ olderThan: -1 }))
      await misuse(() => audit.prune({ olderThan: 0, limit: 10_001 }))
      await misuse(() => audit.verify())
      await misuse(() => audit.head())
      const chain = session.audit('chain', { chain: true })
      for (const expected of [7, {}, { number: 0, hash: '0'.repeat(64) }, { number: 1, hash: 'x' }])
        await misuse(() => chain.verify({ expect: expected as never }))
      for (const [event, code] of [
        [{ action: 'a'.repeat(256) }, 'too-large'],
        [{ action: 'a', entity: ['é'.repeat(128), '1'] }, 'too-large'],
        [{ action: 'a', reason: 'r'.repeat(4_097) }, 'too-large'],
        [{ action: 'a\u0000' }, 'invalid-value'],
        [{ action: 'a', actor: '\ud800' }, 'invalid-value'],
        [{ action: 'a', details: { n: Number.NaN } }, 'invalid-value'],
        [{ action: 'a', details: [undefined] }, 'invalid-value'],
      ] as const)
        await refusal(code, () => audit.log(event as never))
      expect((await audit.find()).items).toStrictEqual([])
      await refusal('cancelled', () => audit.log({ action: 'a' }, { signal: AbortSignal.abort() }))
      await refusal('cancelled', () => chain.log({ action: 'a' }, { signal: AbortSignal.abort() }))
      await misuse(() => session.transaction(() => audit.log({ action: 'a' })))
      await misuse(() => session.transaction(() => chain.log({ action: 'a' })))
      expect((await audit.find()).items).toStrictEqual([])
    },
  }),
]
