import type { EpochMilliseconds } from '../../contracts/environment.ts'
import type { TableSchema } from '../../contracts/table.ts'
import type { State } from '../state.ts'
import { changeRows } from '../../door/change-rows.ts'
import { openTable } from './open-table.ts'
import { changeRow, type Author } from './record-change.ts'
import type { RecordTable } from './record-table.ts'
import type { RowValues } from './row-values.ts'

/** What becomes of one row: without `before` it is new, without `after` it goes. */
export interface RowChange {
  readonly before?: RowValues
  readonly after?: RowValues
}

/** One write: all of it happens or nothing. What holds between rows is judged when all of them have changed. */
export class Statement {
  readonly state: State
  readonly action: string
  readonly now: EpochMilliseconds
  readonly #author: () => Omit<Author, 'at'>
  /** Asked once: whatever a statement does belongs together. */
  #known: Omit<Author, 'at'> | undefined
  readonly #undo: (() => void)[] = []
  readonly #checks: (() => void)[] = []

  constructor(state: State, action: string, now: EpochMilliseconds, author: () => Omit<Author, 'at'>) {
    this.state = state
    this.action = action
    this.now = now
    this.#author = author
  }

  /** Runs the body, then the checks that wait for its end; when one of them throws, it undoes every change. */
  run<R>(body: (statement: this) => R): R {
    try {
      const answer = body(this)
      for (const check of this.#checks) check()
      return answer
    } catch (error) {
      for (const undo of this.#undo.reverse()) undo()
      throw error
    }
  }

  /** A check that throws, for the end. */
  atEnd(check: () => void): void {
    this.#checks.push(check)
  }

  /** The table as it is now: ask again after a change. */
  table(schema: TableSchema): RecordTable {
    return openTable(this.state, schema, this.action)
  }

  /** First takes all old rows out, so that rows can hand a unique value to each other. */
  change(name: string, changes: readonly RowChange[]): void {
    const table = this.state.records.writable(name)
    if (table === undefined) return
    for (const { before } of changes) {
      if (before === undefined) continue
      table.remove(before)
      this.#undo.push(() => table.add(before, this.action))
    }
    for (const { after } of changes) {
      if (after === undefined) continue
      table.add(after, this.action)
      this.#undo.push(() => table.remove(after))
    }
    if (table.schema.changes !== undefined) this.#record(table.schema, changes)
  }

  #record(schema: TableSchema, changes: readonly RowChange[]): void {
    this.#known ??= this.#author()
    const author = { ...this.#known, at: this.now }
    for (const change of changes) {
      const row = changeRow(this.state, schema, change, author)
      const history = row === undefined ? undefined : this.state.records.writable(changeRows.name)
      if (row === undefined || history === undefined) continue
      history.add(row, this.action)
      this.#undo.push(() => history.remove(row))
    }
  }
}
