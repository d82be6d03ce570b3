import { statement } from '../../database/statement.ts'
import { requireTable } from '../../door/table.ts'
import { createTable } from '../../tables/create-table.ts'
import { limitsOf } from '../run-options.ts'
import { sendAll } from '../run/send-all.ts'
import type { Workshop } from '../workshop.ts'
import type { Ledger } from './ledger.ts'

/** Makes the tables of a history where none of them is, in one transaction with the note of their shape. False where one is: nothing was changed then. */
export const makeAtOnce = (workshop: Workshop, ledger: Ledger, shape: number): Promise<boolean> => {
  const { dialect, capabilities } = workshop.engine
  const schemas = Object.values(ledger.tables).map((table) => requireTable(table, 'migrate'))
  return workshop.transaction(async (work) => {
    await sendAll(work, dialect.prepareInstall)
    // Another host may have made them while this one waited.
    const columns = await work.pipeline(schemas.map(({ name }) => dialect.tables.columnsOf(name)))
    for (const answer of columns) {
      if (!answer.ok) throw answer.error
      if (answer.value.rows.length > 0) return false
    }
    const texts = schemas.flatMap((schema) => createTable(schema, dialect, capabilities).make)
    await sendAll(
      work,
      texts.map((text) => statement(text)),
    )
    await ledger.tellShape(work.tx, shape)
    return true
  }, limitsOf({}))
}
