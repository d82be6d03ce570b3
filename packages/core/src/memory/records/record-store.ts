import type { MaybePromise } from '../../contracts/maybe-promise.ts'
import type { Visibility } from '../../contracts/records.ts'
import { identityOf } from '../../door/portable-text.ts'
import { always, type Predicate } from '../../door/predicate.ts'
import type { RecordCall } from '../../door/record-call.ts'
import type { RecordKey } from '../../door/record-key.ts'
import type { TableUse } from '../../door/table-use.ts'
import { HoldfastError } from '../../errors.ts'
import type { Scope, Steps } from '../scope.ts'
import type { State } from '../state.ts'
import { authorOf } from '../author-of.ts'
import { openTable } from './open-table.ts'
import { matches } from './predicate.ts'
import type { RecordTable } from './record-table.ts'
import type { RowValues } from './row-values.ts'
import { Statement } from './statement.ts'
import { visible } from './visible.ts'

/** One table of one session, over the database or a transaction. */
export class RecordStore {
  readonly scope: Scope
  readonly use: TableUse

  constructor(scope: Scope, use: TableUse) {
    this.scope = scope
    this.use = use
  }

  /** One read of one moment. With `locks` it counts as a write: it is refused where nothing may be written. */
  read<R>(call: RecordCall, body: (table: RecordTable, state: State) => R, locks = false): Promise<R> {
    return this.scope.operation(call, (steps) => {
      const step = (state: State): R =>
        judged(steps, () => body(openTable(state, this.use.schema, call.action), state))
      return locks ? steps.write(step) : steps.read(step)
    })
  }

  write<R>(call: RecordCall, body: (statement: Statement, table: RecordTable) => R): Promise<R> {
    return this.scope.operation(call, (steps) => this.change(steps, call, body))
  }

  /** One write: all of it or nothing. In a transaction a refused one leaves nothing but the rollback, as on every engine. */
  change<R>(
    steps: Steps,
    { action }: RecordCall,
    body: (statement: Statement, table: RecordTable) => R,
  ): MaybePromise<R> {
    return steps.write((state) =>
      judged(steps, () =>
        new Statement(state, action, this.scope.engine.now(), () => authorOf(this.scope)).run((statement) =>
          body(statement, statement.table(this.use.schema)),
        ),
      ),
    )
  }

  /** The row of this key, if it is one that the call means. */
  row(table: RecordTable, { values }: RecordKey, visibility: Visibility): RowValues | undefined {
    const row = table.get(identityOf(values))
    return row !== undefined && this.sees(row, visibility) ? row : undefined
  }

  /** The rows that the call means, in no order. */
  rows(table: RecordTable, visibility: Visibility, where: Predicate = always): readonly RowValues[] {
    const sees = visible(this.use.schema, this.use.tenant, visibility)
    const found: RowValues[] = []
    for (const row of table.rows()) if (sees(row) && matches(where, row)) found.push(row)
    return found
  }

  sees(row: RowValues, visibility: Visibility): boolean {
    return visible(this.use.schema, this.use.tenant, visibility)(row)
  }
}

/** What an engine refuses makes a transaction rollback-only. Misuse does not, nor does a version that has changed: that is an answer. */
const judged = <R>(steps: Steps, body: () => R): R => {
  try {
    return body()
  } catch (error) {
    throw error instanceof HoldfastError && error.code !== 'conflict' ? steps.refused(error) : error
  }
}
