import { currentAttribution, withAttribution, type AuditEntry } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const stampsOf = ({ action, actor, reason, requestId, ip }: AuditEntry): unknown[] => [
  action,
  actor,
  reason,
  requestId,
  ip,
]

export const auditAttribution: readonly Rule[] = [
  rule({
    id: 'audit.attribution',
    title: 'withAttribution() stamps the entries that are logged within, across awaits and transactions',
    present: async ({ session }) => {
      const audit = session.audit('trail')
      await withAttribution({ actor: 'ann', requestId: 'r1', ip: '::1' }, async () => {
        await audit.log({ action: 'a' })
        await session.transaction(async (tx) => {
          await tx.keyValue('items').set('k', 1)
          await tx.audit('trail').log({ action: 'b', reason: 'own' })
          await withAttribution({ actor: 'job', reason: 'nightly' }, () =>
            tx.audit('trail').logMany([{ action: 'c' }, { action: 'd', actor: 'bob', requestId: 'own' }]),
          )
        })
        await audit.log({ action: 'e' })
      })
      await audit.log({ action: 'f' })
      expect(currentAttribution()).toStrictEqual({})
      const { items } = await audit.find()
      const stamps = items.map(stampsOf).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      expect(stamps).toStrictEqual([
        ['a', 'ann', undefined, 'r1', '::1'],
        ['b', 'ann', 'own', 'r1', '::1'],
        ['c', 'job', 'nightly', 'r1', '::1'],
        ['d', 'bob', 'nightly', 'own', '::1'],
        ['e', 'ann', undefined, 'r1', '::1'],
        ['f', undefined, undefined, undefined, undefined],
      ])
    },
  }),
  rule({
    id: 'audit.attribution.callers',
    title: 'withAttribution() keeps callers apart whose entries share a statement or a commit',
    present: async ({ session }) => {
      for (const options of [{}, { chain: true }]) {
        const audit = session.audit(`trail ${Object.keys(options).length}`, options)
        const callers = Array.from({ length: 64 }, (_, index) => `caller ${index}`)
        await Promise.all(
          callers.map((actor) =>
            withAttribution({ actor }, async () => {
              await Promise.resolve()
              await audit.log({ action: 'called', details: actor })
            }),
          ),
        )
        const { items } = await audit.find({}, { limit: 100 })
        expect(items).toHaveLength(64)
        for (const { actor, details } of items) expect(actor).toBe(details)
        expect((await audit.find({ actor: 'caller 7' })).items).toHaveLength(1)
      }
    },
  }),
]
