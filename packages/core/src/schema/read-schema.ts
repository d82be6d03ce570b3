import type { SchemaModel } from '../contracts/schema-model.ts'
import type { Dialect } from '../database/dialect.ts'
import type { Connection } from '../database/driver.ts'
import { withoutOurs } from './ours.ts'

export interface ReadSchema {
  /** Whether the tables of the library and of its migrations are told too. Default false. */
  readonly ours?: boolean
  /** Names of tables that are left out besides. */
  readonly except?: readonly string[]
  /** `tables`: nothing but tables and views needs to be told; the rest is left out where it would cost something. */
  readonly part?: 'tables'
}

/**
 * What the database holds. A constant number of statements, whatever it holds; they see one state of it in a transaction only. Rejects with what the
 * connection rejects with.
 */
export const readSchema = async (
  connection: Pick<Connection, 'pipeline'>,
  { catalog }: Pick<Dialect, 'catalog'>,
  { ours = false, except = [], part }: ReadSchema = {},
): Promise<SchemaModel> => {
  const { questions, ofTables = questions.length } = catalog
  const answers = await connection.pipeline(part === 'tables' ? questions.slice(0, ofTables) : questions)
  const model = catalog.decode(
    questions.map((_, index) => {
      const answer = answers[index]
      if (answer?.ok === false) throw answer.error
      return answer?.value.rows ?? []
    }),
  )
  return ours ? model : withoutOurs(model, except)
}
