import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { endless, numbers } from './many-rows.ts'

const short = numbers(1_000)

export const sqlCancel: readonly Rule[] = [
  rule({
    id: 'sql.cancel.before',
    title: 'a statement whose signal is aborted already throws cancelled and does nothing',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer'))
      const signal = AbortSignal.abort()
      const error = await refusal('cancelled', () =>
        context.session.run(sql`insert into ${table} values (1)`, { signal }),
      )
      expect(error.outcome).toBe('not-applied')
      await refusal('cancelled', () => context.session.all(sql`select 1 as one`, { signal }))
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.cancel.during',
    title:
      'a running statement stops with cancelled when its signal aborts, and the connection works afterwards',
    needs: ['sql', 'cancel'],
    present: async (context) => {
      for (let round = 0; round < 5; round += 1) {
        const abort = new AbortController()
        const running = context.session.all(endless(), { signal: abort.signal })
        setTimeout(() => abort.abort(), 30)
        await refusal('cancelled', () => running)
        expect(await Promise.all([1, 2, 3, 4].map(() => context.session.first(short)))).toStrictEqual(
          [1, 2, 3, 4].map(() => ({ n: 1 })),
        )
      }
    },
    absent: async (context) => {
      const abort = new AbortController()
      const running = context.session.first(short, { signal: abort.signal })
      const answer = await Promise.allSettled([running, Promise.resolve().then(() => abort.abort())])
      // It cannot be stopped: it finishes, unless the signal came before it was sent.
      if (answer[0].status === 'fulfilled') expect(answer[0].value).toStrictEqual({ n: 1 })
      else expect(answer[0].reason).toMatchObject({ code: 'cancelled', outcome: 'not-applied' })
    },
  }),
  rule({
    id: 'sql.cancel.timeout',
    title: 'a running statement stops with timeout after the time that was allowed',
    needs: ['sql', 'cancel'],
    present: async (context) => {
      const started = performance.now()
      await refusal('timeout', () => context.session.all(endless(), { timeout: 60 }))
      expect(performance.now() - started).toBeLessThan(10_000)
      await refusal('timeout', () => context.session.all(endless(), { signal: AbortSignal.timeout(60) }))
      expect(await context.session.first(short)).toStrictEqual({ n: 1 })
    },
    absent: async (context) => {
      expect(await context.session.first(short, { timeout: 10_000 })).toStrictEqual({ n: 1 })
    },
  }),
]
