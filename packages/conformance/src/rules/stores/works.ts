import {
  defineTable,
  defineWorkflow,
  integer,
  text,
  type Column,
  type Database,
  type Session,
  type Table,
} from '@holdfast/core'
import type { ManualClock } from '../../manual-clock.ts'

const hour = 3_600_000
const day = { period: 'day' } as const
const price = { type: 'price' } as const

const task = defineWorkflow('task', async (run) => run.step('a', () => 1))

const things: Table<
  { readonly id: Column<string, 'text' | 'key' | 'optional'>; readonly n: Column<number, never> },
  'id'
> = defineTable('things', { id: text().primaryKey(), n: integer() }, { changes: true })

const keyOf = (index: number): string => `k${index}`

const each = async (from: number, to: number, work: (index: number) => Promise<unknown>): Promise<void> => {
  await Promise.all(Array.from({ length: to - from }, (_, index) => work(from + index)))
}

/** Rows enough for a planner to prefer an index; some of them old. */
export const fillStores = async (session: Database, clock: ManualClock): Promise<void> => {
  const { counters, contexts, snapshots, rules, cache, entries, flows, trail } = storesOf(session)
  const fill = async (from: number, to: number): Promise<void> => {
    await each(from, to, (index) =>
      counters.observe(keyOf(index), { times: 1 + index, ...(index % 100 === 0 ? { level: 'L' } : {}) }),
    )
    await each(from, to, (index) => contexts.scope(keyOf(index)).touch())
    await each(from, to, (index) =>
      snapshots.record({ metrics: index }, { ...day, at: new Date(clock() - index * 24 * hour) }),
    )
    await each(from, to, (index) => cache.set(keyOf(index), index, { ttl: 60_000, tags: ['t'] }))
    await trail.logMany(
      Array.from({ length: to - from }, (_, index) => ({
        action: 'a',
        entity: ['thing', keyOf(from + index)],
        actor: keyOf(index),
        requestId: keyOf(from + index),
      })),
    )
    await session
      .records(things)
      .insertMany(Array.from({ length: to - from }, (_, index) => ({ id: keyOf(from + index), n: index })))
    await each(from, to, (index) => entries.set(keyOf(index), index, { ttl: 60_000 }))
  }
  await session.createTables([things])
  await fill(0, 300)
  await each(0, 30, (index) => contexts.scope(keyOf(index)).set('a', index))
  for (let index = 0; index < 200; index += 1) await rules.put(keyOf(index), index, { ...price, from: 0 })
  for (let index = 0; index < 20; index += 1) await rules.end(keyOf(index), { ...price, at: 5 })
  for (let index = 0; index < 40; index += 1) await flows.start(task, null, { id: keyOf(index) })
  await flows.drain([task])
  clock.advance(hour)
  await fill(300, 2_000)
}

const storesOf = (session: Session) => ({
  counters: session.counters('items'),
  contexts: session.context('items'),
  snapshots: session.snapshots('items'),
  rules: session.rules('items'),
  cache: session.cache('items'),
  entries: session.keyValue<number>('items'),
  flows: session.workflows('items'),
  trail: session.audit('items'),
  changes: session.changes(things),
})

/** What is asked of some rows of a store, by its name. */
export const storeWorks: Readonly<Record<string, (session: Session) => Promise<unknown>>> =
  Object.fromEntries(
    Object.entries({
      'counters.get()': ({ counters }) => counters.get('k500'),
      'counters.top()': ({ counters }) => counters.top(10),
      'counters.top() by lastSeen': ({ counters }) => counters.top(10, { by: 'lastSeen', level: 'L' }),
      'counters.delete()': ({ counters }) => counters.delete('k500'),
      'counters.prune()': ({ counters }) => counters.prune({ unseenFor: hour }),
      'context.get()': ({ contexts }) => contexts.scope('k1').get('a'),
      'context.all()': ({ contexts }) => contexts.scope('k1').all(),
      'context.set()': ({ contexts }) => contexts.scope('k500').set('a', 1),
      'context.append()': ({ contexts }) => contexts.scope('k500').append('b', [1]),
      'context.end()': ({ contexts }) => contexts.scope('k500').end(),
      'context.cleanUp()': ({ contexts }) => contexts.cleanUp({ untouchedFor: hour }),
      'snapshots.get()': ({ snapshots }) => snapshots.get({ ...day, at: '2029-06-01' }),
      'snapshots.last()': ({ snapshots }) => snapshots.last(10, { ...day, at: '2029-06-01' }),
      'snapshots.series()': ({ snapshots }) =>
        snapshots.series({ ...day, from: '2029-06-01', to: '2029-07-01' }),
      'snapshots.delete()': ({ snapshots }) => snapshots.delete({ ...day, at: '2029-06-01' }),
      'snapshots.prune()': ({ snapshots }) => snapshots.prune({ ...day, keep: 1_900 }),
      'rules.effective()': ({ rules }) => rules.effective('k50', { ...price, at: 7, scopes: ['a', 'b'] }),
      'rules.effective() as of': ({ rules }) => rules.effective('k50', { ...price, at: 7, asOf: new Date() }),
      'rules.effectiveAll()': ({ rules }) => rules.effectiveAll({ ...price, at: 7, limit: 10, after: 'k5' }),
      'rules.timeline()': ({ rules }) => rules.timeline('k50', price),
      'rules.history()': ({ rules }) => rules.history('k50', price),
      'rules.put()': ({ rules }) => rules.put('k50', 1, { ...price, from: 9, onOverlap: 'truncate' }),
      'rules.prune()': ({ rules }) => rules.prune({ supersededBefore: new Date('2031-01-01') }),
      'cache.get() with tags': ({ cache }) => cache.get('k500'),
      'cache.getMany() with tags': ({ cache }) => cache.getMany(['k500', 'k501']),
      'cache.getOrSet() with tags': ({ cache }) =>
        cache.getOrSet('new', () => 1, { tags: ['t', 'u'], ttl: 60_000 }),
      'cache.deleteByTag()': ({ cache }) => cache.deleteByTag('u'),
      'cache.delete()': ({ cache }) => cache.delete('k500'),
      'cache.deleteByPrefix()': ({ cache }) => cache.deleteByPrefix('k50'),
      'cache.prune()': ({ cache }) => cache.prune(),
      'keyValue.get()': ({ entries }) => entries.get('k500'),
      'keyValue.deletePrefix()': ({ entries }) => entries.deletePrefix('k50'),
      'keyValue.prune()': ({ entries }) => entries.prune(),
      'audit.find() by entity': ({ trail }) => trail.find({ entity: ['thing', 'k500'] }),
      'audit.find() by actor': ({ trail }) => trail.find({ actor: 'k50', action: 'a' }),
      'audit.find() by request': ({ trail }) => trail.find({ requestId: 'k500' }),
      'audit.find() by time': ({ trail }) =>
        trail.find({ from: new Date('2029-06-01'), to: new Date('2029-07-01') }),
      'changes.history()': ({ changes }) => changes.history('k500'),
      'changes.asOf()': ({ changes }) => changes.asOf('k500', new Date('2029-06-01')),
      'changes.diff()': ({ changes }) => changes.diff('k500', 0, 1),
      'changes.page() by time': ({ changes }) => changes.page({ from: new Date('2029-06-01') }),
      'workflows.steps()': ({ flows }) => flows.steps('k5'),
      'workflows.prune()': ({ flows }) => flows.prune({ limit: 10 }),
    } satisfies Record<string, (stores: ReturnType<typeof storesOf>) => Promise<unknown>>).map(
      ([name, work]) => [name, (session: Session) => work(storesOf(session))],
    ),
  )
