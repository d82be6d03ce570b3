import { sql, type LogEvent } from '@holdfast/core'
import { tracingChannel } from 'node:diagnostics_channel'
import { expect } from 'vitest'
import { failureOf } from '../failures.ts'
import { rule, type Rule } from '../rule.ts'

const secret = 'secret-4f7d1c'

export const observabilityRules: readonly Rule[] = [
  rule({
    id: 'observability.log.statements',
    title:
      'the log gets statements with their text, duration and OpenTelemetry names, and never a parameter value',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => events.push(event) })
      const table = sql.identifier(await context.table('v text primary key'))
      await db.run(sql`insert into ${table} values (${secret})`)
      await failureOf(() => db.run(sql`insert into ${table} values (${secret})`))
      await db.tenant(context.tenant).keyValue(`items`).set(secret, secret)
      await db.tenant(context.tenant).keyValue(`items`).get(secret)
      await db.transaction((tx) => tx.all(sql`select v from ${table} where v = ${secret}`))
      const statements = events.filter(({ event }) => event === 'statement')
      const insert = statements.find(({ attributes }) =>
        String(attributes['db.query.text']).startsWith('insert into'),
      )
      expect(insert?.attributes).toMatchObject({
        'db.operation.name': 'INSERT',
        'db.system.name': db.facts.system,
      })
      expect(insert?.duration).toBeGreaterThanOrEqual(0)
      expect(statements.some(({ attributes }) => attributes['error.type'] === 'duplicate')).toBe(true)
      expect(events.some(({ event }) => event === 'transaction')).toBe(true)
      expect(JSON.stringify(events)).not.toContain(secret)
    },
  }),
  rule({
    id: 'observability.log.quiet-on-values',
    title: 'no log event of any key-value operation holds a key’s value',
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => events.push(event) })
      const store = db.tenant(context.tenant).keyValue<unknown>('items')
      await store.setMany([
        ['a', secret],
        ['b', { [secret]: secret }],
      ])
      await store.update('a', () => `${secret}2`)
      await store.atomic().set('c', secret).commit()
      await failureOf(() => store.set('d', [secret, undefined]))
      await failureOf(() => store.increment('a'))
      await db.close()
      expect(events.length).toBeGreaterThan(0)
      expect(JSON.stringify(events)).not.toContain(secret)
    },
  }),
  rule({
    id: 'observability.log.slow',
    title: 'a statement that takes longer than slowStatement is logged as slow, and others are not',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const all = await context.open({ log: (event) => events.push(event), slowStatement: 0 })
      await all.all(sql`select 1 as one`)
      expect(
        events.some(({ event, slow, level }) => event === 'statement' && slow === true && level === 'warn'),
      ).toBe(true)
      const others: LogEvent[] = []
      const none = await context.open({ log: (event) => others.push(event), slowStatement: 3_600_000 })
      await none.all(sql`select 1 as one`)
      expect(others.some(({ slow }) => slow === true)).toBe(false)
    },
  }),
  rule({
    id: 'observability.log.throws',
    title: 'a log function that throws breaks no work',
    present: async (context) => {
      const failing = await context
        .open({
          log: () => {
            throw new Error('from the log')
          },
        })
        .catch((error: unknown) => error)
      if (failing instanceof Error) throw failing
      const db = failing as Awaited<ReturnType<typeof context.open>>
      await db.tenant(context.tenant).keyValue('items').set('k', 1)
      expect(await db.tenant(context.tenant).keyValue('items').get('k')).toBe(1)
    },
  }),
  rule({
    id: 'observability.log.life',
    title: 'the log tells when the database was closed',
    present: async (context) => {
      const events: LogEvent[] = []
      const db = await context.open({ log: (event) => events.push(event) })
      await db.close()
      expect(events.some(({ event }) => event === 'close')).toBe(true)
    },
  }),
  rule({
    id: 'observability.channel',
    title: 'the diagnostics channel holdfast:statement brackets each statement, in the caller’s context',
    needs: ['sql'],
    present: async (context) => {
      const seen: string[] = []
      const channel = tracingChannel('holdfast:statement')
      const handlers = {
        start: (message: object) => seen.push(`start ${JSON.stringify(message)}`),
        end: () => seen.push('end'),
        asyncStart: () => seen.push('asyncStart'),
        asyncEnd: () => seen.push('asyncEnd'),
        error: () => seen.push('error'),
      }
      channel.subscribe(handlers)
      context.after(() => channel.unsubscribe(handlers))
      await context.session.all(sql`select ${sql.raw('7')} as seven where ${secret} <> 'x'`)
      await failureOf(() => context.session.all(sql`selec 1`))
      expect(seen.some((line) => line.startsWith('start') && line.includes('as seven'))).toBe(true)
      expect(seen.filter((line) => line === 'end').length).toBe(
        seen.filter((line) => line.startsWith('start')).length,
      )
      expect(seen).toContain('error')
      expect(seen.join('')).not.toContain(secret)
    },
  }),
]
