import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { sendAll } from '../run/send-all.ts'
import type { Together } from '../units/unit.ts'
import type { OwnColumnsStep, OwnTableStep } from './own-step.ts'

/** Our tables are named in full, wherever the backend keeps them, and any engine can add an empty column. */
export const ownUnit = (step: OwnTableStep | OwnColumnsStep, dialect: Dialect): Together =>
  step.kind === 'own-table'
    ? unit(`make the table "${step.table.name}"`, dialect.createTable(step.table))
    : unit(
        `add ${step.columns.map(({ name }) => `"${name}"`).join(', ')} to "${step.table}"`,
        step.columns.map(
          ({ name, type }) =>
            `alter table ${dialect.table(step.table)} add column ${dialect.quote(name)} ${dialect.columnType({ kind: type }).ddl}`,
        ),
      )

const unit = (title: string, statements: readonly string[]): Together => ({
  form: 'together',
  title,
  statements,
  texts: statements,
  onlyAdds: true,
  run: (work) =>
    sendAll(
      work,
      statements.map((text) => statement(text)),
    ),
})
