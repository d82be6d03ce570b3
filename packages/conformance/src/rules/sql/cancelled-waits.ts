import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { endless } from './many-rows.ts'

export const sqlCancelledWaits: readonly Rule[] = [
  rule({
    id: 'sql.cancel.in-transaction',
    title: 'a transaction whose statement is stopped by the transaction’s signal rolls back',
    needs: ['sql', 'cancel'],
    present: async (context) => {
      const abort = new AbortController()
      const body = context.session.transaction(
        async (tx) => {
          await tx.keyValue('items').set('k', 1)
          setTimeout(() => abort.abort(), 30)
          await tx.all(endless())
        },
        { signal: abort.signal },
      )
      await refusal('cancelled', () => body)
      expect(await context.store().has('k')).toBe(false)
      await context.store().set('k', 2)
      expect(await context.store().get('k')).toBe(2)
    },
    absent: async (context) => {
      const abort = new AbortController()
      const body = context.session.transaction(
        async (tx) => {
          await tx.keyValue('items').set('k', 1)
          abort.abort()
          await new Promise(() => undefined)
        },
        { signal: abort.signal },
      )
      await refusal('cancelled', () => body)
      expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'sql.cancel.while-waiting',
    title:
      'a statement that waits behind another transaction gives up with cancelled or timeout, and is not applied',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, v integer'))
      await context.session.run(sql`insert into ${table} values (1, 0)`)
      const wrote = deferred()
      const goOn = deferred()
      const held = context.session.transaction(async (tx) => {
        await tx.run(sql`update ${table} set v = 1 where id = 1`)
        wrote.resolve()
        await goOn.promise
      })
      // Whatever goes wrong here, the next rule must not find the writer taken.
      context.after(() => {
        goOn.resolve()
        return held
      })
      await wrote.promise
      const abort = new AbortController()
      const waiting = context.session.run(sql`update ${table} set v = 2 where id = 1`, {
        signal: abort.signal,
      })
      setTimeout(() => abort.abort(), 20)
      const error = await refusal('cancelled', () => waiting)
      expect(error.outcome).toBe('not-applied')
      await refusal('timeout', () =>
        context.session.run(sql`update ${table} set v = 3 where id = 1`, { timeout: 30 }),
      )
      goOn.resolve()
      await held
      expect(await context.session.all(sql`select v from ${table}`)).toStrictEqual([{ v: 1 }])
    },
  }),
]
