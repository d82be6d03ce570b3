import type { Entry, SetResult, Stored } from '../../contracts/key-value.ts'
import type { Executor } from '../../database/executor.ts'
import type { Folded, KeyedOperation, KeyedWrite } from '../../database/keyed-operation.ts'
import { decodeJson } from '../../door/json.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import type { Encoded } from '../keyed/values.ts'
import { entryOf, type Row } from './entry-row.ts'
import type { Shapes } from './shapes.ts'

/** What became of an increment. */
export type Increment =
  | { readonly ok: true; readonly sum: number }
  | { readonly ok: false; readonly why: 'invalid-value' | 'out-of-range' }

/** The keyed operations of one store, as the seam takes them. Keys are encoded, values are JSON text. */
export class Operations {
  readonly #space: KeySpace
  readonly #shapes: Shapes
  readonly #executor: Executor
  readonly #judgesExpiry: boolean

  constructor(space: KeySpace, shapes: Shapes, executor: Executor) {
    this.#space = space
    this.#shapes = shapes
    this.#executor = executor
    // A server leaves expired rows out itself; in-thread a comparison here is cheaper than a predicate there.
    this.#judgesExpiry = executor.dialect.time === 'client'
  }

  get<V>(key: string): KeyedOperation<V | undefined> {
    return this.#read(this.#shapes.get, key, (row) => decodeJson(row[1] as string) as V)
  }

  has(key: string): KeyedOperation<boolean> {
    const bound = this.#space.bind(key)
    return { shape: this.#shapes.get, key: bound, row: [bound], answer: this.#wasLive }
  }

  entry<V>(key: string): KeyedOperation<Entry<V> | undefined> {
    return this.#read(this.#shapes.entry, key, (row) => entryOf<V>(row, this.#space))
  }

  /** Whether a row, whose third column is its expiry, has not expired. A server has judged already what it returns. */
  isLive(row: Row): boolean {
    return (
      row[2] === null || (this.#judgesExpiry ? (row[2] as number) > this.#executor.time()! : row[2] !== 0)
    )
  }

  set(key: string, value: Encoded, version: string, ttl: number | null): KeyedWrite<Stored> {
    const bound = this.#space.bind(key)
    return {
      shape: this.#shapes.set,
      key: bound,
      row: [bound, value.text, value.num, version, ttl],
      answer: () => ({ ok: true, version }),
      fold: replacedBy,
    }
  }

  setIfAbsent(key: string, value: Encoded, version: string, ttl: number | null): KeyedWrite<SetResult> {
    return this.#write(this.#shapes.setIfAbsent, key, [value.text, value.num, version, ttl], stored(version))
  }

  setIfVersion(
    key: string,
    value: Encoded,
    version: string,
    ttl: number | null,
    expected: string,
  ): KeyedWrite<SetResult> {
    return this.#write(
      this.#shapes.setIfVersion,
      key,
      [value.text, value.num, version, ttl, expected],
      stored(version),
    )
  }

  /** Keeps the expiry. */
  replaceIfVersion(key: string, value: Encoded, version: string, expected: string): KeyedWrite<SetResult> {
    return this.#write(
      this.#shapes.replaceIfVersion,
      key,
      [value.text, value.num, version, expected],
      stored(version),
    )
  }

  increment(key: string, by: number, version: string, ttl: number | null): KeyedWrite<Increment> {
    const refused = (row: Row | undefined): boolean => row?.[2] !== version
    const answer = (row: Row | undefined): Increment =>
      refused(row)
        ? { ok: false, why: row?.[1] === null ? 'invalid-value' : 'out-of-range' }
        : { ok: true, sum: Number(row![1]) }
    const write = this.#write(this.#shapes.increment, key, [by, version, ttl], answer)
    return { ...write, refused, fold: (later) => this.#foldIncrements(key, by, version, ttl, later) }
  }

  touch(key: string, ttl: number | null): KeyedWrite<boolean> {
    return this.#write(this.#shapes.touch, key, [ttl], (row) => row !== undefined)
  }

  delete(key: string): KeyedWrite<boolean> {
    return this.#write(this.#shapes.delete, key, [], this.#wasLive)
  }

  deleteIfVersion(key: string, expected: string): KeyedWrite<boolean> {
    return this.#write(this.#shapes.deleteIfVersion, key, [expected], this.#wasLive)
  }

  readonly #wasLive = (row: Row | undefined): boolean => row !== undefined && this.isLive(row)

  /** Two increments as one; each gets the sum that it would have seen. The first one's time to live decides. */
  #foldIncrements(
    key: string,
    by: number,
    version: string,
    ttl: number | null,
    later: KeyedWrite<unknown>,
  ): Folded | undefined {
    const [, laterBy, laterVersion] = later.row as readonly [string, number, string]
    const sum = by + laterBy
    // With one sign a sum within the range has only steps within the range.
    if (by > 0 !== laterBy > 0 || !Number.isSafeInteger(sum)) return undefined
    return {
      write: this.increment(key, sum, laterVersion, ttl),
      earlier: (row) => [row![0]!, Number(row![1]) - laterBy, version],
    }
  }

  #read<R>(shape: Shapes['get'], key: string, decode: (row: Row) => R): KeyedOperation<R | undefined> {
    const bound = this.#space.bind(key)
    return {
      shape,
      key: bound,
      row: [bound],
      answer: (row) => (row === undefined || !this.isLive(row) ? undefined : decode(row)),
    }
  }

  #write<R>(
    shape: Shapes['set'],
    key: string,
    values: readonly (string | number | null)[],
    answer: (row: Row | undefined) => R,
  ): KeyedWrite<R> {
    const bound = this.#space.bind(key)
    return { shape, key: bound, row: [bound, ...values], answer }
  }
}

// The last of several plain sets stands, and nobody can tell whether the others were there.
const replacedBy = (later: KeyedWrite<unknown>): Folded => ({ write: later, earlier: () => undefined })

const stored =
  (version: string) =>
  (row: Row | undefined): SetResult =>
    row === undefined ? { ok: false } : { ok: true, version }
