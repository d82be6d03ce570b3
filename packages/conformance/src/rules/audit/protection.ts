import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { settled } from './settled.ts'

const changes = [
  sql`update holdfast_audit set action = 'forged'`,
  sql`update holdfast_audit set details = null where action = 'a'`,
  sql`delete from holdfast_audit`,
  sql`delete from holdfast_audit where action = 'b'`,
]

export const auditProtection: readonly Rule[] = [
  rule({
    id: 'audit.append-only',
    title: 'plain SQL cannot change or remove an entry, but what was pruned',
    needs: ['sql', 'appendOnly'],
    present: async (context) => {
      const { db } = await context.fresh()
      const audit = db.audit('trail')
      await audit.logMany([{ action: 'a' }, { action: 'b' }, { action: 'c' }])
      const before = (await audit.find()).items
      for (const change of changes) await refusal('check', () => db.run(change))
      // Not every engine has it; where there is one, it is refused too.
      await expect(db.run(sql`truncate table holdfast_audit`)).rejects.toThrow()
      const inside = db.transaction(async (tx) => {
        await tx.audit('trail').log({ action: 'd' })
        await tx.run(sql`delete from holdfast_audit where action = 'd'`)
      })
      await expect(inside).rejects.toMatchObject({ code: 'check' })
      expect((await audit.find()).items).toStrictEqual(before)
      await settled(audit)
      expect(await audit.prune({ olderThan: 0, limit: 1 })).toBe(1)
      await refusal('check', () => db.run(sql`delete from holdfast_audit`))
      expect((await audit.find()).items).toStrictEqual(before.slice(0, 2))
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      const chain = db.audit('trail', { chain: true })
      await chain.logMany([{ action: 'a' }, { action: 'b' }, { action: 'c' }])
      expect(Object.keys(Object.getPrototypeOf(chain) as object)).toStrictEqual([])
      if (!db.capabilities.sql) {
        await refusal('unsupported', () => db.run(changes[0]!))
        expect((await chain.verify()).isIntact).toBe(true)
        return
      }
      // Nothing refuses it, so the chain has to tell.
      expect(await db.run(changes[1]!)).toStrictEqual({ affected: 1 })
      expect((await chain.verify()).isIntact).toBe(true)
      expect(await db.run(sql`update holdfast_audit set action = 'forged' where action = 'b'`)).toStrictEqual(
        {
          affected: 1,
        },
      )
      expect((await chain.verify()).faults).toStrictEqual([{ kind: 'edited', from: 2, to: 2 }])
    },
  }),
]
