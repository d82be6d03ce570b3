import type { Trail } from '../../audit/audit-storage.ts'
import type { SourceColumn } from '../../database/dialect.ts'
import type { Call, Executor } from '../../database/executor.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { shapeStatement } from '../../database/shape-statement.ts'
import type { Bound, DriverCell, Statement } from '../../database/statement.ts'
import { builtOnce } from '../keyed/built-once.ts'
import { KeyedTable } from '../keyed/keyed-table.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { trailTable } from './table.ts'

const kind: SourceColumn = { name: 'new_kind', type: 'text' }
const count: SourceColumn = { name: 'new_count', type: 'bigint' }
const hash: SourceColumn = { name: 'new_hash', type: 'text' }
const pruned: SourceColumn = { name: 'new_pruned', type: 'text' }
const prunedHash: SourceColumn = { name: 'new_pruned_hash', type: 'text' }

const columns = ['kind', 'number', 'hash', 'pruned', 'pruned_hash'] as const

interface Shapes {
  readonly read: Shape
  readonly hold: Shape
  readonly seal: Shape
  readonly release: Shape
  readonly remove: Shape
}

const shapesOf = builtOnce((dialect, space, lane): Shapes => {
  const table = new KeyedTable(dialect, space, lane, trailTable)
  return {
    read: table.read('TRAIL', columns),
    hold: table.upsert('HOLD', {
      given: [kind, count],
      row: (given) => ({ kind: given(kind), number: given(count), held_at: table.now }),
      update: 'number = t.number + excluded.number, held_at = excluded.held_at',
      when: 't.kind = excluded.kind',
      returning: [...columns, 'held_at'],
    }),
    seal: table.update('SEAL', { given: [hash], set: (given) => ({ hash: given(hash) }), timed: false }),
    release: table.update('RELEASE', {
      given: [pruned, prunedHash],
      set: (given) => ({ pruned: given(pruned), pruned_hash: given(prunedHash) }),
      timed: false,
    }),
    remove: table.remove('REMOVE', {}),
  }
})

/** A trail whose row this transaction holds, as it is now, and the time of the statement. */
export interface HeldTrail extends Trail {
  readonly at: number
}

/** The row of a trail: what writers of a chain go one after another by. */
export class TrailRow {
  readonly #executor: Executor
  readonly #shapes: Shapes
  readonly #key: string

  constructor(executor: Executor, space: KeySpace, lane: string) {
    this.#executor = executor
    this.#shapes = shapesOf(executor.dialect, space, lane)
    this.#key = space.bind('')
  }

  async read(call: Call): Promise<Trail | undefined> {
    return this.#executor.read(
      { ...this.#operation('read', []), answer: (row) => (row === undefined ? undefined : trailOf(row)) },
      call,
    )
  }

  /** Counts entries to come, and holds the row until the transaction ends; undefined for a trail of the other kind, which is left as it is. */
  hold(isChain: boolean, entries: number, call: Call): Promise<HeldTrail | undefined> {
    return this.#executor.write(
      {
        ...this.#operation('hold', [isChain ? 'chain' : 'plain', entries]),
        answer: (row) =>
          row === undefined ? undefined : { ...trailOf(row), at: Number(row[columns.length + 1]) },
      },
      call,
    )
  }

  /** The statement that writes down the hash of the last entry. */
  seal(value: string): Statement {
    const operation = { ...this.#operation('seal', [value]), answer: () => undefined }
    return shapeStatement(this.#executor.dialect.batch.form, [operation], this.#executor.time())
  }

  /** Lets go of the entries up to a position. */
  release(position: string, value: string | null, call: Call): Promise<void> {
    return this.#write('release', [position, value], call)
  }

  remove(call: Call): Promise<void> {
    return this.#write('remove', [], call)
  }

  #write(which: keyof Shapes, values: readonly Bound[], call: Call): Promise<void> {
    return this.#executor.write({ ...this.#operation(which, values), answer: () => undefined }, call)
  }

  #operation(which: keyof Shapes, values: readonly Bound[]) {
    return { shape: this.#shapes[which], key: this.#key, row: [this.#key, ...values] }
  }
}

const trailOf = ([, is, number, last, prunedTo, prunedLast]: readonly DriverCell[]): Trail => ({
  isChain: is === 'chain',
  number: Number(number),
  hash: last as string | null,
  pruned: prunedTo as string | null,
  prunedHash: prunedLast as string | null,
})
