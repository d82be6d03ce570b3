import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { allBack, openFaulty } from './stage.ts'

export const hanging: readonly Rule[] = [
  rule({
    id: 'faults.hang.transaction',
    title: 'transaction({ timeout }) ends one whose statement never answers, and its connection comes back',
    needs: ['sql', 'cancel'],
    timeout: 5_000,
    present: async (context) => {
      const stage = await openFaulty(context)
      if (stage === undefined) return 'absent'
      const { db, faults } = stage
      faults.lay(({ statement }) =>
        statement?.text.includes('never') === true ? { when: 'never' } : undefined,
      )
      const session = db.tenant(context.tenant)
      const work = session.transaction(
        async (tx) => {
          await tx.keyValue('items').set('k', 1)
          await tx.all(sql`select 1 as never`)
        },
        { timeout: 100 },
      )
      await refusal('timeout', () => work)
      faults.lay()
      expect(await context.store().has('k')).toBe(false)
      await session.keyValue('items').set('k', 2)
      await allBack(faults)
      return undefined
    },
    absent: async (context) => {
      // Nothing can stop a statement there, so a hang would be one for ever; what is owed is the end of a slow callback.
      const never = context.session.transaction(() => new Promise<never>(() => undefined), { timeout: 50 })
      await refusal('timeout', () => never)
    },
  }),
]
