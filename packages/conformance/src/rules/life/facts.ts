import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const lifeFacts: readonly Rule[] = [
  rule({
    id: 'life.ping',
    title: 'ping() tells the round trip in milliseconds',
    present: async (context) => {
      const { latency } = await context.db.ping()
      expect(latency).toBeGreaterThanOrEqual(0)
      expect(latency).toBeLessThan(5_000)
      await misuse(() => context.db.ping({ timeout: -1 }))
    },
  }),
  rule({
    id: 'life.facts',
    title: 'a database tells its backend, capabilities, limits and what the engine says about itself',
    present: async ({ db }) => {
      expect(db.backend).toMatch(/^[a-z][a-z0-9-]*$/)
      expect(db.facts.engine.length * db.facts.version.length * db.facts.system.length).toBeGreaterThan(0)
      expect(['full', 'process', 'none']).toContain(db.facts.durability)
      expect(Object.values(db.capabilities).every((value) => typeof value === 'boolean')).toBe(true)
      expect(Object.keys(db.capabilities)).toHaveLength(11)
      expect(Object.values(db.limits).every((limit) => Number.isSafeInteger(limit) && limit >= 0)).toBe(true)
    },
  }),
  rule({
    id: 'life.durability',
    title: 'a persistent database is opened with full durability by default',
    needs: ['persistent'],
    present: async ({ db }) => {
      expect(db.facts.durability).toBe('full')
    },
    absent: async ({ db }) => {
      expect(db.facts.durability).toBe('none')
    },
  }),
]
