import type { Call, Executor } from '../../database/executor.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { StoreText } from '../keyed/store-text.ts'
import { writeMany } from '../keyed/write-many.ts'
import { jobStates } from './job-states.ts'
import type { Shapes } from './shapes.ts'
import { whole } from './job-columns.ts'
import { keyTable } from './tables.ts'

/** Who wants a unique key, and how long it stays taken at least. Keys are encoded. */
export interface KeyWish {
  readonly unique: string
  readonly job: string
  readonly period: number | null
}

/** Who has a unique key. */
export interface KeyOwner {
  /** Encoded. */
  readonly job: string
  /** Nobody had it, and it was given to whoever wished it. */
  readonly isNew: boolean
  /** It cannot be given to another: the job has not ended, or the period is not over. */
  readonly isTaken: boolean
  /** Nobody works on the job, and it has not ended. */
  readonly isWaiting: boolean
}

/**
 * The unique keys of one queue, in a transaction. A key is locked before the job that has it, whoever does it, so that nobody waits in a circle. What became
 * of a job is looked up when its key is wanted again: so nothing is written for the key when a job ends.
 */
export class UniqueKeys {
  readonly #executor: Executor
  readonly #space: KeySpace
  readonly #shapes: Shapes
  readonly #call: Call

  constructor(executor: Executor, space: KeySpace, shapes: Shapes, call: Call) {
    this.#executor = executor
    this.#space = space
    this.#shapes = shapes
    this.#call = call
  }

  /** Locks keys, and gives those that nobody has to who wishes them; the owner of each by the unique key. No key twice. */
  async take(wishes: readonly KeyWish[]): Promise<ReadonlyMap<string, KeyOwner>> {
    const rows = await writeMany(this.#executor, this.#shapes.takeKey, wishes.map(this.#row), this.#call)
    const found = wishes.map(({ unique }) => {
      const [, job, until, wanted] = rows.get(this.#space.bind(unique))!
      return {
        unique,
        job: this.#space.unbind(String(job)),
        until: whole(until),
        isNew: Number(wanted) === 1,
      }
    })
    const others = found.filter(({ isNew }) => !isNew).map(({ job }) => job)
    const { now, states } =
      others.length === 0
        ? { now: 0, states: new Map<string, string>() }
        : await jobStates(this.#executor, this.#space, others, this.#call)
    return new Map(
      found.map(({ unique, job, until, isNew }) => {
        const state = isNew ? undefined : states.get(job)
        const isWaiting = state === 'waiting'
        const isTaken = !isNew && (isWaiting || state === 'running' || (until !== null && until > now))
        return [unique, { job, isNew, isTaken, isWaiting }]
      }),
    )
  }

  /** Locks keys that are there, before their jobs are removed; those that it locked. With `skips` it leaves out what others hold, and so never waits. */
  async lock(uniques: readonly string[], skips = false): Promise<ReadonlySet<string>> {
    const { dialect } = this.#executor
    if (uniques.length === 0 || dialect.locks === 'none') return new Set(uniques)
    const text = new StoreText(this.#executor, this.#space, keyTable)
    const { key } = this.#space
    const where = text.isOneOf(uniques.map((unique) => this.#space.bind(unique)))
    const select = `select t.${key} from ${text.table} t where ${where} order by t.${key} for update${skips ? ' skip locked' : ''}`
    const { rows } = await this.#executor.query(text.finish('LOCK', select), 'write', this.#call)
    return new Set(rows.map(([bound]) => this.#space.unbind(String(bound))))
  }

  /** Gives locked keys to others. */
  async give(wishes: readonly KeyWish[]): Promise<void> {
    await writeMany(this.#executor, this.#shapes.setKey, wishes.map(this.#row), this.#call)
  }

  /** Lets go of the keys of jobs that are gone, unless their period is not over. */
  async free(wishes: readonly Pick<KeyWish, 'unique' | 'job'>[]): Promise<void> {
    const rows = wishes.map(({ unique, job }) => [this.#space.bind(unique), this.#space.bind(job)])
    await writeMany(this.#executor, this.#shapes.freeKey, rows, this.#call)
  }

  /** Removes keys that were given and then not used. */
  async drop(uniques: readonly string[]): Promise<void> {
    const rows = uniques.map((unique) => [this.#space.bind(unique)])
    await writeMany(this.#executor, this.#shapes.dropKey, rows, this.#call)
  }

  readonly #row = ({ unique, job, period }: KeyWish): readonly (string | number | null)[] => [
    this.#space.bind(unique),
    this.#space.bind(job),
    period,
  ]
}
