import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { outbox } from './outboxes.ts'

const ids = (captured: readonly { readonly id: string }[]): readonly string[] => captured.map(({ id }) => id)

export const evidenceCaptures: readonly Rule[] = [
  rule({
    id: 'evidence.content',
    title:
      'evidence().capture() of the same content is the same item, however it was built, also after it was delivered',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      const first = await evidence.capture({ a: 1, b: { c: [1, 2], d: null } }, { meta: { from: 'first' } })
      expect(first).toStrictEqual({
        // The SHA-256 of {"a":1,"b":{"c":[1,2],"d":null}}, by sha256sum.
        id: '6146dd4938e3bf91d7c43fbcd7072936d0fc295ac5f55e80da21fad03fa23831',
        outcome: 'captured',
      })
      const again = await evidence.capture({ b: { d: null, c: [1, 2] }, a: 1 }, { meta: { from: 'second' } })
      expect(again).toStrictEqual({ id: first.id, outcome: 'kept' })
      expect((await evidence.get(first.id))?.meta).toStrictEqual({ from: 'first' })
      await evidence.drain(async () => 'received')
      expect(await evidence.capture({ a: 1, b: { c: [1, 2], d: null } })).toStrictEqual(again)
      expect(await evidence.drain(async () => 'again')).toMatchObject({ sent: 0, left: 0 })
      const others = await evidence.captureMany([{ a: 1 }, { a: '1' }, { a: [1] }, [{ a: 1 }], { a: 1 }])
      expect(others.map(({ outcome }) => outcome)).toStrictEqual([
        'captured',
        'captured',
        'captured',
        'captured',
        'kept',
      ])
      expect(new Set(ids(others)).size).toBe(4)
    },
  }),
  rule({
    id: 'evidence.round-trip',
    title:
      'evidence().capture() gives back every JSON value as it was, and its text by the rules of RFC 8785',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      const items = [
        null,
        0,
        '',
        false,
        [],
        {},
        { '': 1 },
        JSON.parse(
          '{"__proto__": {"a": 1}, "10": 1, "9": 2, "é": 3, "\\ud83d\\ude00": 4, "\\uffff": 5}',
        ) as unknown,
        'quotes \' " and \\ and a line\nbreak',
        1e21,
        5e-324,
      ]
      const captured = await evidence.captureMany(items)
      expect(captured.map(({ outcome }) => outcome)).toStrictEqual(items.map(() => 'captured'))
      for (const [index, { id }] of captured.entries())
        expect(JSON.stringify((await evidence.get(id))?.item)).toBe(JSON.stringify(items[index]))
      expect(await evidence.verify()).toStrictEqual({ checked: items.length, damaged: [] })
    },
  }),
  rule({
    id: 'evidence.transaction',
    title: 'evidence().capture() on a transaction is there exactly when it commits',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      const undone = session.transaction(async (tx) => {
        await outbox(tx).capture({ rolled: 'back' })
        throw new Error('undo')
      })
      await expect(undone).rejects.toThrow('undo')
      expect(await evidence.stats()).toMatchObject({ waiting: 0, characters: 0 })
      await session.transaction(async (tx) => {
        await tx.keyValue('readings').set('last', 1)
        await outbox(tx).capture({ reading: '😀' })
      })
      expect(await evidence.stats()).toStrictEqual({ waiting: 1, sending: 0, sent: 0, characters: 15 })
    },
  }),
  rule({
    id: 'evidence.durability',
    title:
      'evidence() refuses to record where an acknowledged write does not survive power loss, unless it is told',
    present: async (context) => {
      const { db } = await context.fresh()
      const evidence = db.evidence('strict')
      if (db.facts.durability === 'full') expect((await evidence.capture({ a: 1 })).outcome).toBe('captured')
      else await refusal('unsupported', () => evidence.capture({ a: 1 }))
      const lax = db.evidence('strict', { durability: 'any' })
      expect((await lax.capture({ a: 2 })).outcome).toBe('captured')
    },
  }),
  rule({
    id: 'evidence.quota',
    title:
      'evidence().capture() beyond the quota throws overloaded and keeps nothing, until something is delivered',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session, 'agent', { quota: { items: 3 } })
      await evidence.captureMany([{ n: 1 }, { n: 2 }, { n: 3 }])
      await refusal('overloaded', () => evidence.capture({ n: 4 }))
      await refusal('overloaded', () => evidence.captureMany([{ n: 5 }, { n: 6 }]))
      expect((await evidence.stats()).waiting).toBe(3)
      await evidence.drain(async (item) => {
        if ((item as { n: number }).n !== 2) throw new Error('not now')
        return 'received'
      })
      expect((await evidence.capture({ n: 7 })).outcome).toBe('captured')
      await refusal('overloaded', () => evidence.capture({ n: 8 }))
      const narrow = outbox(session, 'narrow', { quota: { characters: 20 } })
      await narrow.capture('0123456789')
      await refusal('overloaded', () => narrow.capture('9876543210'))
      expect((await narrow.capture('0123')).outcome).toBe('captured')
    },
  }),
  rule({
    id: 'evidence.quota.kept',
    title: 'evidence().capture() of what was captured before, or was rolled back, uses up no quota',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session, 'agent', { quota: { items: 2 } })
      for (let time = 0; time < 5; time += 1) await evidence.capture({ n: 1 })
      const undone = session.transaction(async (tx) => {
        await outbox(tx, 'agent', { quota: { items: 2 } }).capture({ n: 2 })
        throw new Error('undo')
      })
      await expect(undone).rejects.toThrow('undo')
      expect((await evidence.capture({ n: 3 })).outcome).toBe('captured')
      await refusal('overloaded', () => evidence.capture({ n: 4 }))
      expect((await evidence.capture({ n: 3 })).outcome).toBe('kept')
    },
  }),
  rule({
    id: 'evidence.misuse',
    title: 'evidence() refuses what can never be right before anything is written',
    present: async (context) => {
      const { session } = await context.timed()
      const evidence = outbox(session)
      const wrong: readonly (() => unknown)[] = [
        () => session.evidence(''),
        () => session.evidence('x'.repeat(55)),
        () => session.evidence('x', { quota: { items: 0 } }),
        () => session.evidence('x', { whenFull: 'drop-all' as never }),
        () => session.evidence('x', { keepFor: 1 } as never),
        () => evidence.capture({ a: 1 }, { key: 'a' } as never),
        () => evidence.capture({ a: undefined }),
        () => evidence.captureMany({} as never),
        () => evidence.drain('upload' as never),
        () => evidence.drain(async () => 1, { online: true as never }),
        () => evidence.find({ state: 'dead' as never }),
      ]
      for (const call of wrong) await expect((async () => call())(), String(call)).rejects.toThrow(/^Cannot /)
      expect(await evidence.stats()).toMatchObject({ waiting: 0 })
    },
  }),
]
