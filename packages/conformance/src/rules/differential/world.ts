import type { KeyValue, Session } from '@holdfast/core'
import { collect } from '../../failures.ts'
import type { ManualClock } from '../../manual-clock.ts'
import type { Operation } from './operations.ts'

type Store = KeyValue<unknown>

const rollback = new Error('rolled back on purpose')

/** One of the two databases, with the versions that it gave out. */
export interface World {
  readonly session: Session
  readonly clock: ManualClock
  readonly versions: Map<string, string[]>
}

const withoutVersions = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutVersions)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'version')
      .map(([name, inner]) => [name, withoutVersions(inner)]),
  )
}

const remember = ({ versions }: World, key: string, result: unknown): unknown => {
  const version = (result as { version?: string } | undefined)?.version
  if (version !== undefined) versions.set(key, [...(versions.get(key) ?? []), version])
  return result
}

const set = async (
  world: World,
  store: Store,
  operation: Extract<Operation, { do: 'set' }>,
): Promise<unknown> => {
  const { key, value, ttl, condition } = operation
  const known = world.versions.get(key) ?? []
  const version =
    condition === 'version' ? ((await store.entry(key))?.version ?? 'none') : (known.at(-2) ?? 'none')
  const options = ttl === null ? {} : { ttl }
  if (condition === 'none') return remember(world, key, await store.set(key, value, options))
  const narrowed =
    condition === 'absent' ? { ...options, ifAbsent: true as const } : { ...options, ifVersion: version }
  return remember(world, key, await store.set(key, value, narrowed))
}

const run = async (world: World, store: Store, operation: Operation): Promise<unknown> => {
  switch (operation.do) {
    case 'set':
      return set(world, store, operation)
    case 'get':
      return store.get(operation.key)
    case 'entry':
      return store.entry(operation.key)
    case 'has':
      return store.has(operation.key)
    case 'delete':
      return store.delete(operation.key)
    case 'delete version':
      return store.delete(operation.key, { ifVersion: world.versions.get(operation.key)?.at(-1) ?? 'none' })
    case 'getMany':
      return store.getMany(operation.keys)
    case 'setMany':
      return store.setMany(operation.keys.map((key, index) => [key, operation.value + index]))
    case 'increment':
      return store.increment(
        operation.key,
        operation.by,
        operation.ttl === null ? {} : { ttl: operation.ttl },
      )
    case 'update':
      return store.update(operation.key, () => operation.to ?? undefined)
    case 'touch':
      return store.touch(operation.key, operation.ttl)
    case 'list':
      return collect(store.list(operation.options))
    case 'deletePrefix':
      return store.deletePrefix(operation.prefix)
    case 'clear':
      return store.clear()
    case 'prune':
      return store.prune()
    case 'atomic': {
      const version = operation.absent ? undefined : ((await store.entry(operation.check))?.version ?? 'none')
      return store
        .atomic()
        .check(operation.check, version)
        .set(operation.set, 1)
        .delete(operation.remove)
        .increment(operation.add)
        .commit()
    }
    case 'advance':
      return world.clock.advance(operation.milliseconds)
    case 'transaction':
      throw new TypeError('A transaction is no step of a store')
  }
}

const answerOf = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return withoutVersions(await work())
  } catch (error) {
    return `throws ${(error as { code?: string }).code ?? (error as Error).name}`
  }
}

/** What the database answers, in a form that two databases share: without versions, errors by code. */
export const perform = async (world: World, operation: Operation): Promise<unknown> => {
  const store = (session: Pick<Session, 'keyValue'>): Store => session.keyValue<unknown>('items')
  if (operation.do !== 'transaction') return answerOf(() => run(world, store(world.session), operation))
  const answers: unknown[] = []
  const ending = await world.session
    .transaction(async (tx) => {
      for (const step of operation.body) answers.push(await answerOf(() => run(world, store(tx), step)))
      if (operation.rollback) throw rollback
    })
    .then(
      () => 'committed',
      (error: unknown) => (error === rollback ? 'rolled back' : String(error)),
    )
  return [ending, answers]
}
