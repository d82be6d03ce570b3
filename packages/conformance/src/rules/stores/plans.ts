import {
  sql,
  type Connection,
  type Database,
  type Driver,
  type OpenOptions,
  type Statement,
} from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { layered } from '../../faults/driver-layers.ts'
import { faultLayer } from '../../faults/fault-layer.ts'
import type { Access, Condition, PlanReader } from '../../harness.ts'
import { manualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'
import { fillProcesses, processWorks } from './process-works.ts'
import { fillQueue, queueWorks } from './queue-works.ts'
import { fillStores, storeWorks } from './works.ts'

/** A database of its own, and how the engine would run what it was sent. */
interface Watched {
  readonly db: Database
  /** What `work` sends, each text once. */
  sentBy(work: () => Promise<unknown>): Promise<readonly Statement[]>
  planOf(statement: Statement): Promise<readonly Access[]>
}

const watch = async (
  context: Context,
  plan: PlanReader,
  options: OpenOptions,
): Promise<Watched | undefined> => {
  const place = await context.harness.fresh()
  context.after(() => place.destroy())
  const backend = await place.backend()
  const faults = faultLayer()
  let driver: Driver | undefined
  const seen = layered(backend, (inner) => (driver = inner), 'engine')
  const around = seen && faults.around(seen)
  if (around === undefined) return undefined
  const db = await openAt({ backend: () => around }, options)
  context.after(() => db.close())
  return {
    db,
    sentBy: async (work) => {
      const sent = new Map<string, Statement>()
      faults.lay(({ statement }) => {
        if (statement !== undefined) sent.set(statement.text, statement)
        return undefined
      })
      await work()
      faults.lay()
      return [...sent.values()].filter(({ text }) => text.includes('holdfast_'))
    },
    planOf: async (statement) => {
      const connection: Connection = await driver!.acquire('write', { deadline: performance.now() + 10_000 })
      try {
        return await plan(connection, statement)
      } finally {
        await connection.release()
      }
    },
  }
}

/** Those by which every row of a store, or every change of a table, is the same. */
const ofStore = new Set(['ns', 'name', 'entity'])
/** What is left to be done, which is all looked through, and what a trail has one row of. */
const few = new Set(['holdfast_cache_sweeps', 'holdfast_audit_trails'])

/** Of the groups only those that were given limits stay. */
const nearlyAll = 'queue.prune() of holdfast_queue_groups'
/** Nothing that has ended is in these: who reads one whole reads what is to be done. */
const ofLive = new Set([
  'holdfast_workflows_due',

  'holdfast_jobs_ready',
  'holdfast_jobs_due',
  'holdfast_jobs_turn',
  'holdfast_jobs_slot',
])

/** These find rows by what stands in them; everything else knows where its rows are. */
const byContent = /top|prune|cleanUp|redrive|audit|changes/

const isNarrow = (name: string, by: readonly Condition[]): boolean => {
  // One bound on the key may be one that every key meets.
  const ofKey = by.filter(({ column }) => column === 'key')
  if (ofKey.length > 1 || ofKey.some(({ is }) => is === '=')) return true
  return byContent.test(name) && by.some(({ column }) => column !== 'key' && !ofStore.has(column))
}

export const storePlans: readonly Rule[] = [
  rule({
    id: 'stores.plans',
    title: 'no operation of a store that is about some of its rows reads all of them',
    needs: ['sql'],
    timeout: 120_000,
    present: async (context) => {
      await context.db.all(sql`select 1 as one`)
      const { plan } = context.harness
      if (plan === undefined) return 'not-run'
      if (typeof plan === 'string') return 'absent'
      const clock = manualClock()
      const watched = await watch(context, plan, { clock })
      if (watched === undefined) return 'not-run'
      const { db } = watched
      await fillStores(db, clock)
      await fillQueue(db)
      await fillProcesses(db)
      for (const [name, work] of Object.entries({ ...storeWorks, ...queueWorks, ...processWorks })) {
        const sent = await watched.sentBy(() => work(db))
        expect(sent, name).not.toHaveLength(0)
        for (const statement of sent)
          for (const { table, by, index = '' } of await watched.planOf(statement)) {
            const conditions = by.map(({ column, is }) => column + is).join(' ')
            const narrows =
              few.has(table) || `${name} of ${table}` === nearlyAll || ofLive.has(index) || isNarrow(name, by)
            expect(narrows, `${name} reads ${table} by ${index} ${conditions}: ${statement.text}`).toBe(true)
          }
      }
    },
  }),
]
