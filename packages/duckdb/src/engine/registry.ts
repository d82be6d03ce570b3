import { HoldfastError } from '@holdfast/core'
import { identityOf, isMainThread, timesOpen } from './identity.ts'

/** An open file, shared by everybody in this thread who opens it. */
export interface Shared {
  close(): Promise<void>
}

interface Entry {
  /** The copy of this package that opened it; another copy cannot use its instance. */
  readonly owner: symbol
  readonly instance: Shared
  readonly readOnly: boolean
  users: number
}

interface Registry {
  readonly entries: Map<string, Entry>
  /** Opening and closing go one after another, or two could open one file at the same time. */
  last: Promise<unknown>
}

const name = Symbol.for('holdfast.duckdb.instances.1')
const owner = Symbol('this copy')

const registry = (): Registry => {
  const place = globalThis as { [name]?: Registry }
  place[name] ??= { entries: new Map(), last: Promise.resolve() }
  return place[name]
}

const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const all = registry()
  const result = all.last.then(work)
  all.last = result.catch(() => undefined)
  return result
}

/** Two instances on one file in one process both write it, and tables vanish; the engine does not see it. */
const inUse = (path: string, who: string, remedy: string): HoldfastError =>
  new HoldfastError('in-use', `Cannot open ${path}: ${who} has it open. ${remedy}`)

const share = 'Open it once, in one thread, and hand the database around.'

/** The instance on this file: the one that is open, or a new one made by `make`. */
export const openShared = <I extends Shared>(
  path: string,
  readOnly: boolean,
  make: () => Promise<I>,
): Promise<I> =>
  inTurn(async () => {
    const { entries } = registry()
    const before = identityOf(path)
    const found = before === undefined ? undefined : entries.get(before)
    if (found !== undefined) {
      if (found.owner !== owner)
        throw inUse(
          path,
          'another copy of @holdfast/duckdb',
          'Install one copy: see npm ls @holdfast/duckdb.',
        )
      if (found.readOnly !== readOnly)
        throw inUse(
          path,
          `this process, with readOnly: ${found.readOnly},`,
          'Open it the same way everywhere.',
        )
      found.users++
      return found.instance as I
    }
    refuseUnlessAlone(path, before, 0)
    const instance = await make()
    const after = identityOf(path)
    try {
      refuseUnlessAlone(path, after, 1)
    } catch (error) {
      await instance.close()
      throw error
    }
    if (after !== undefined) entries.set(after, { owner, instance, readOnly, users: 1 })
    return instance
  })

/** Gives up one use; the last one closes the file. */
export const closeShared = (instance: Shared): Promise<void> =>
  inTurn(async () => {
    const { entries } = registry()
    for (const [identity, entry] of entries) {
      if (entry.instance !== instance) continue
      if (--entry.users > 0) return
      try {
        await instance.close()
      } finally {
        entries.delete(identity)
      }
      return
    }
    await instance.close()
  })

/** While nobody opens or closes one: `swap` puts another file in the place of the one that an instance has. */
export const swapShared = <R>(instance: Shared, path: string, swap: () => Promise<R>): Promise<R> =>
  inTurn(async () => {
    const { entries } = registry()
    try {
      return await swap()
    } finally {
      const now = identityOf(path)
      for (const [identity, entry] of entries) {
        if (entry.instance !== instance || identity === now || now === undefined) continue
        entries.delete(identity)
        entries.set(now, entry)
      }
    }
  })

/** Refuses unless the file is open just as often as we ourselves have opened it. */
const refuseUnlessAlone = (path: string, identity: string | undefined, own: number): void => {
  const times = timesOpen(identity)
  if (times === undefined && !isMainThread) throw cannotLook(path)
  if (times !== undefined && times > own)
    throw inUse(path, 'another thread of this process, or other code in it,', share)
}

const cannotLook = (path: string): HoldfastError =>
  inUse(
    path,
    'perhaps another thread',
    'This system does not tell which files are open, so open DuckDB in the main thread.',
  )
