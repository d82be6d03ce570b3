import {
  defineTable,
  increment,
  integer,
  json,
  oneOf,
  softDelete,
  tenant,
  text,
  timestamp,
  uuid,
  type TableRow,
} from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const levels = ['low', 'high', 'critical'] as const
const patterns = ['disk %', "it's_down", 'timeout', '😀'] as const

export const recordsIncidents: readonly Rule[] = [
  rule({
    id: 'records.use.incidents',
    title:
      'incidents of several tenants with pattern statistics by upsert: concurrent reports are counted exactly, and filtered numbers agree',
    timeout: 90_000,
    present: async (context) => {
      const incidents = defineTable(
        context.name(),
        {
          org: tenant(),
          id: uuid().primaryKey(),
          pattern: text(),
          level: oneOf(...levels),
          cost: integer().nullable(),
          at: timestamp(),
          details: json<{ readonly host: string; readonly tries: number }>(),
          ...softDelete(),
        },
        { index: [['pattern', 'at'], { columns: ['level'], where: { level: 'critical' } }] },
      )
      const stats = defineTable(
        context.name(),
        {
          org: tenant(),
          pattern: text(),
          level: oneOf(...levels),
          total: integer().default(1),
          cost: integer().default(0),
          last: timestamp(),
        },
        { primaryKey: ['pattern', 'level'] },
      )
      await context.tables([incidents, stats])
      const orgs = [context.tenant, context.name(), context.name()]
      const start = Date.UTC(2026, 0, 1)
      const { random } = context
      const report = async (org: string, count: number): Promise<void> => {
        const session = context.db.tenant(org)
        for (let index = 0; index < count; index += 1) {
          const [pattern, level, cost] = [
            random.pick(patterns),
            random.pick(levels),
            random.pick([null, 1, 5, 100]),
          ]
          const at = new Date(start + random.whole(1_000))
          await session.transaction(
            async (tx) => {
              const details = { host: `h${random.whole(3)}`, tries: index }
              await tx.records(incidents).insert({ pattern, level, cost, at, details })
              await tx
                .records(stats)
                .upsert(
                  { pattern, level, last: at, cost: cost ?? 0 },
                  { update: { total: increment(1), cost: increment(cost ?? 0), last: at } },
                )
            },
            { retries: 200 },
          )
        }
      }
      await Promise.all(orgs.flatMap((org) => [report(org, 8), report(org, 8)]))
      for (const org of orgs) {
        const session = context.db.tenant(org)
        const all: TableRow<typeof incidents>[] = []
        for await (const row of session.records(incidents).walk()) all.push(row)
        expect(all).toHaveLength(16)
        const groups = await session.records(incidents).group({
          by: ['pattern', 'level'],
          select: { total: { count: true }, cost: { sum: 'cost' } },
        })
        const kept = await session.records(stats).list({ select: ['pattern', 'level', 'total', 'cost'] })
        expect(kept).toStrictEqual(groups.map((group) => ({ ...group, cost: group.cost ?? 0 })))
        const numbers = await session.records(incidents).aggregate({
          where: { at: { gte: new Date(start) } },
          select: {
            critical: { count: true, where: { level: 'critical' } },
            paid: { sum: 'cost', where: { cost: { gt: 1 } } },
            onHost: { count: true, where: { details: { path: ['host'], eq: 'h1' } } },
            disk: { count: true, where: { pattern: { startsWith: 'disk %' } } },
            last: { max: 'at' },
          },
        })
        const sum = all.reduce((total, { cost }) => total + ((cost ?? 0) > 1 ? (cost ?? 0) : 0), 0)
        expect(numbers).toStrictEqual({
          critical: all.filter(({ level }) => level === 'critical').length,
          paid: sum === 0 ? null : sum,
          onHost: all.filter(({ details }) => details.host === 'h1').length,
          disk: all.filter(({ pattern }) => pattern === 'disk %').length,
          last: new Date(Math.max(...all.map(({ at }) => at.getTime()))),
        })
      }
      expect(await context.db.system().records(incidents).count()).toBe(48)
    },
  }),
]
