import { open, type Backend, type Capability } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const lifeOptions: readonly Rule[] = [
  rule({
    id: 'life.requires',
    title:
      'open({ requires }) succeeds for capabilities that are there and throws unsupported for one that is not',
    present: async (context) => {
      const all = Object.entries(context.capabilities) as [Capability, boolean][]
      const present = all.filter(([, isThere]) => isThere).map(([name]) => name)
      const db = await context.open({ requires: present })
      expect(db.capabilities).toStrictEqual(context.capabilities)
      for (const [name, isThere] of all)
        if (!isThere) await refusal('unsupported', () => context.open({ requires: [name] }))
    },
  }),
  rule({
    id: 'life.open.bad-options',
    title: 'open() refuses an option that does not exist, a bad one, and what is no backend, as misuse',
    present: async (context) => {
      for (const wrong of [
        { clok: Date.now },
        { schema: 'maybe' },
        { clock: 5 },
        { stores: ['nothing'] },
        { log: 'x' },
      ] as object[]) {
        await misuse(() => context.open(wrong))
      }
      for (const wrong of [undefined, null, 5, {}, () => 1] as unknown as Backend[])
        await misuse(() => open(wrong))
    },
  }),
  rule({
    id: 'life.open.other-seam',
    title: 'open() refuses a backend that was built for another version of the seam, by name',
    present: async (context) => {
      const backend = await context.suite.place.backend()
      const other: Backend = {
        name: backend.name,
        seam: 2 as unknown as 1,
        capabilities: backend.capabilities,
        limits: backend.limits,
        open: () => expect.fail('It was opened all the same'),
      }
      await expect(open(other)).rejects.toThrow(backend.name)
    },
  }),
]
