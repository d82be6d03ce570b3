import type { SchemaModel } from '../contracts/schema-model.ts'
import type { ChangeForm } from './change-form.ts'
import type { Dialect } from './dialect.ts'
import type { Result, Statement } from './statement.ts'

/** How one engine is asked what a database holds. Values and pure functions, as in the dialect. */
export interface Catalog {
  /** Asked in order, and of one state of the database. As many for one table as for ten thousand. */
  readonly questions: readonly Statement[]
  /** How many of them, from the first, tell of tables and of the views over them. Left out where the others cost nothing. */
  readonly ofTables?: number
  /** What the answers, in the order of the questions, say. */
  decode(answers: readonly Result['rows'][]): SchemaModel
  /** How changes between two models are written. */
  readonly changes: ChangeForm
  /**
   * The same dialect over tables that this session alone sees. What a definition becomes in this engine is found by making it so in a
   * transaction that is rolled back: only then are types and expressions spelt as those of the tables that exist.
   */
  temporary(): Dialect
  /** Of the temporary one: sent first in that transaction, so that a table may be named as a type of the engine is. Left out where none is found by such a name. */
  readonly prepare?: Statement
}
