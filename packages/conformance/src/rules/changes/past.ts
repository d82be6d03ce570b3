import { defineTable, integer, text, withAttribution } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { historyOf, people, values } from './shapes.ts'

export const changePast: readonly Rule[] = [
  rule({
    id: 'changes.as-of',
    title: 'changes().asOf() gives the record as it was at an instant: before a change, at it, and after it',
    present: async (context) => {
      const { session, clock, records } = await context.timed()
      const table = people(context.name())
      const rows = await records(table)
      const changes = session.changes(table)
      const start = clock()
      const at = async (offset: number): Promise<unknown> => {
        const past = await changes.asOf('a', new Date(start + offset))
        if (past === undefined) return undefined
        const { id, email, credits, deletedAt } = past.row
        return [past.version, id, email, credits, deletedAt?.getTime() ?? null]
      }
      await rows.insert({ id: 'a', email: 'a@x' })
      clock.advance(10)
      await rows.update('a', { credits: 5 })
      clock.advance(10)
      await rows.delete('a')
      clock.advance(10)
      await rows.purge()
      clock.advance(10)
      await rows.insert({ id: 'a', email: 'new@x' })
      expect(await at(-1)).toBeUndefined()
      expect(await at(0)).toStrictEqual([1, 'a', 'a@x', 0, null])
      expect(await at(9)).toStrictEqual([1, 'a', 'a@x', 0, null])
      expect(await at(10)).toStrictEqual([2, 'a', 'a@x', 5, null])
      expect(await at(11)).toStrictEqual([2, 'a', 'a@x', 5, null])
      expect(await at(20)).toStrictEqual([3, 'a', 'a@x', 5, start + 20])
      expect(await at(30)).toBeUndefined()
      expect(await at(39)).toBeUndefined()
      expect(await at(40)).toStrictEqual([5, 'a', 'new@x', 0, null])
      const { items } = await changes.history('a', { order: 'oldest' })
      expect(items.map((one) => one.at.getTime() - start)).toStrictEqual([0, 10, 20, 30, 40])
      expect(items.map((one) => one.version)).toStrictEqual([1, 2, 3, 4, 5])
    },
  }),
  rule({
    id: 'changes.diff',
    title: 'changes().diff() is what leads from one version of a record to another, either way',
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { id: text().primaryKey(), a: integer(), b: text().nullable() },
        { changes: true },
      )
      const rows = await context.records(table)
      const changes = context.session.changes(table)
      await rows.insert({ id: 'x', a: 1 })
      await rows.update('x', { a: 2 })
      await rows.update('x', { a: 3, b: 'b' })
      await rows.update('x', { a: 1 })
      expect(await changes.diff('x', 1, 3)).toStrictEqual({
        a: { old: 1, new: 3 },
        b: { old: null, new: 'b' },
      })
      expect(await changes.diff('x', 1, 4)).toStrictEqual({ b: { old: null, new: 'b' } })
      expect(await changes.diff('x', 4, 2)).toStrictEqual({
        a: { old: 1, new: 2 },
        b: { old: 'b', new: null },
      })
      expect(await changes.diff('x', 2, 2)).toStrictEqual({})
      expect(await changes.diff('x', 0, 2)).toStrictEqual({ a: { new: 2 } })
      await refusal('not-found', () => changes.diff('x', 1, 5))
      await misuse(() => changes.diff('x', -1, 2))
      await misuse(() => changes.diff('x', 1.5, 2))
    },
  }),
  rule({
    id: 'changes.revert',
    title:
      'changes().revert() makes the record what it was at a version, as one more change that is recorded',
    present: async (context) => {
      const table = people(context.name())
      const rows = await context.records(table)
      const changes = context.session.changes(table)
      await rows.insert({ id: 'a', email: 'a@x', note: 'first' })
      await rows.update('a', { credits: 5, note: null })
      const back = await changes.revert('a', 1)
      expect([back?.email, back?.credits, back?.note]).toStrictEqual(['a@x', 0, 'first'])
      expect((await historyOf(changes, 'a')).at(-1)).toBe('update credits:5>0 note:null>first')
      await rows.delete('a', { by: 'me' })
      expect((await changes.revert('a', 2))?.credits).toBe(5)
      expect(await rows.get('a')).toMatchObject({ credits: 5, note: null, deletedAt: null })
      await rows.delete('a')
      await rows.purge()
      expect(await changes.revert('a', 1)).toMatchObject({ email: 'a@x', credits: 0, note: 'first' })
      const { items } = await changes.history('a')
      const gone = items.find(({ operation }) => operation === 'delete')
      expect(await changes.revert('a', gone!.version)).toBeUndefined()
      expect(await rows.get('a')).toBeUndefined()
      await refusal('not-found', () => changes.revert('a', 99))
      await refusal('not-found', () => changes.revert('nobody', 1))
      await misuse(() => changes.revert('a', 0))
      const before = await historyOf(changes, 'a')
      await context.session
        .transaction(async (tx) => {
          await tx.changes(table).revert('a', 2)
          throw new Error('no')
        })
        .catch(() => undefined)
      expect(await historyOf(changes, 'a')).toStrictEqual(before)
    },
  }),
  rule({
    id: 'changes.attribution',
    title: 'a change says by whom, why and in which request it was made, whatever other callers do meanwhile',
    present: async (context) => {
      const table = people(context.name())
      const rows = await context.records(table)
      const { session } = context
      await rows.insert({ id: 'a', email: 'a@x' })
      await withAttribution({ actor: 'ann', reason: 'asked', requestId: 'r1' }, () =>
        rows.update('a', { credits: 1 }),
      )
      await Promise.all([
        withAttribution({ actor: 'bob' }, () => rows.insert({ id: 'b', email: 'b@x' })),
        withAttribution({ actor: 'eve' }, () => rows.insert({ id: 'c', email: 'c@x' })),
        rows.insert({ id: 'd', email: 'd@x' }),
      ])
      await session.transaction(async (tx) => {
        await tx.records(table).update('a', { credits: 2 })
        await withAttribution({ actor: 'zoe' }, () => tx.records(table).update('a', { credits: 3 }))
        await tx
          .transaction(async (inner) => {
            await withAttribution({ actor: 'lost' }, () => inner.records(table).update('b', { credits: 1 }))
            if (context.capabilities.savepoints) throw new Error('undo')
          })
          .catch(() => undefined)
        await tx.records(table).update('a', { credits: 4 })
      })
      await withAttribution({ actor: 'x' }, () => rows.insertMany([{ id: 'e', email: 'e@x' }]))
      await rows.update('e', { credits: 1 })
      const actors = async (key: string): Promise<readonly unknown[]> =>
        (await session.changes(table).history(key, { order: 'oldest' })).items.map(
          ({ actor }) => actor ?? null,
        )
      expect(await actors('a')).toStrictEqual([null, 'ann', null, 'zoe', null])
      expect([(await actors('b'))[0], await actors('c'), await actors('d')]).toStrictEqual([
        'bob',
        ['eve'],
        [null],
      ])
      expect(await actors('e')).toStrictEqual(['x', null])
      const { items } = await session.changes(table).page({ actor: 'ann' })
      expect(items).toMatchObject([{ key: 'a', version: 2, reason: 'asked', requestId: 'r1' }])
    },
  }),
  rule({
    id: 'changes.values',
    title: 'changes() gives back every value as it was, of every type of column, and null as null',
    present: async (context) => {
      const table = values(context.name())
      const rows = await context.records(table)
      const changes = context.session.changes(table)
      const first = {
        text: 'a"b\\c\u0001\u2028é😀\n{}[],:',
        level: 'high',
        count: Number.MAX_SAFE_INTEGER,
        big: -(2n ** 63n),
        ratio: 0.1 + 0.2,
        price: '-0.0500',
        whole: '-12',
        flag: true,
        at: new Date(1_700_000_000_123),
        day: '2024-02-29',
        raw: Uint8Array.of(0, 255, 16),
        body: { a: [1, 'x', null, { b: true }] },
        ref: '00000000-0000-4000-8000-0000000000ff',
      } as const
      const second = {
        text: '',
        level: 'low',
        count: -1,
        big: 2n ** 63n - 1n,
        ratio: -5e-324,
        price: '12345678.9012',
        whole: '0',
        flag: false,
        at: new Date(-1),
        day: '0001-01-01',
        raw: new Uint8Array(),
        body: 'null',
        ref: null,
      } as const
      await rows.insert({ id: 1, ...first })
      await rows.update(1, second)
      await rows.update(1, { body: null, text: null, raw: null, price: '0.0000', ratio: 1e300 })
      await rows.update(1, { body: 0, at: null, big: null, whole: '7' })
      const { items } = await changes.history(1, { order: 'oldest' })
      const side = (index: number, which: 'old' | 'new'): unknown =>
        Object.fromEntries(Object.entries(items[index]!.fields).map(([name, field]) => [name, field[which]]))
      expect(side(0, 'new')).toStrictEqual(first)
      expect(side(1, 'old')).toStrictEqual(first)
      expect(side(1, 'new')).toStrictEqual(second)
      expect(side(2, 'new')).toStrictEqual({
        body: null,
        text: null,
        raw: null,
        price: '0.0000',
        ratio: 1e300,
      })
      expect(side(3, 'old')).toStrictEqual({ body: null, at: new Date(-1), big: 2n ** 63n - 1n, whole: '0' })
      const live = (await rows.getOrThrow(1)) as object
      expect((await changes.asOf(1, new Date(8.64e15)))?.row).toStrictEqual(live)
      expect((await changes.revert(1, 1)) as object).toStrictEqual({ id: 1, ...first })
    },
  }),
  rule({
    id: 'changes.redact',
    title: 'a redacted field is known to have changed, and its values are stored nowhere in the history',
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { id: text().primaryKey(), secret: text().nullable(), name: text() },
        { changes: { redact: ['secret'] } },
      )
      const rows = await context.records(table)
      const changes = context.session.changes(table)
      await rows.insert({ id: 'a', secret: 'hush-1', name: 'n' })
      await rows.update('a', { secret: 'hush-2' })
      await rows.update('a', { name: 'm' })
      const past = await changes.asOf('a', new Date(8.64e15))
      expect(past?.row).toStrictEqual({ id: 'a', name: 'm' })
      await rows.delete('a')
      const { items } = await changes.history('a', { order: 'oldest' })
      expect(items.map(({ fields }) => fields)).toStrictEqual([
        { secret: { redacted: true }, name: { new: 'n' } },
        { secret: { redacted: true } },
        { name: { old: 'n', new: 'm' } },
        { secret: { redacted: true }, name: { old: 'm' } },
      ])
      expect(JSON.stringify(items)).not.toContain('hush')
      expect(await changes.diff('a', 1, 3)).toStrictEqual({
        secret: { redacted: true },
        name: { old: 'n', new: 'm' },
      })
    },
  }),
  rule({
    id: 'changes.pages',
    title: 'changes().history() and page() give each change once, page by page, newest or oldest first',
    present: async (context) => {
      const { clock, session, records } = await context.timed()
      const table = people(context.name())
      const rows = await records(table)
      const changes = session.changes(table)
      const start = clock()
      await rows.insert({ id: 'a', email: 'a@x' })
      for (let credits = 1; credits < 10; credits++) {
        clock.advance(1)
        await rows.update('a', { credits })
      }
      const seen: number[] = []
      let after: string | undefined
      do {
        const page = await changes.history('a', { limit: 3, ...(after === undefined ? {} : { after }) })
        seen.push(...page.items.map(({ version }) => version))
        after = page.next
      } while (after !== undefined)
      expect(seen).toStrictEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
      await rows.insert({ id: 'b', email: 'b@x' })
      const between = await changes.page({
        order: 'oldest',
        from: new Date(start + 2),
        to: new Date(start + 4),
      })
      expect(between.items.map(({ version }) => version)).toStrictEqual([3, 4])
      expect(
        (await changes.page({ operation: 'insert', order: 'oldest' })).items.map(({ key }) => key),
      ).toStrictEqual(['a', 'b'])
      const first = await changes.page({ limit: 4 })
      await refusal('invalid-value', () => changes.history('a', { after: first.next! }))
      await misuse(() => changes.page({ order: 'up' as never }))
      await misuse(() => changes.page({ operation: 'truncate' as never }))
      await misuse(() => changes.history('a', { nonsense: 1 } as never))
      await misuse(() => changes.asOf('a', 5 as never))
      const plain = defineTable(context.name(), { id: text().primaryKey() })
      await misuse(() => session.changes(plain))
    },
  }),
]
