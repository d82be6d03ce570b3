import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { sendAll } from '../run/send-all.ts'
import type { Together } from '../units/unit.ts'
import type { OwnColumnsStep, OwnTableStep, OwnVacuumStep } from './own-step.ts'

type OwnStep = OwnTableStep | OwnColumnsStep | OwnVacuumStep

/** Our tables are named in full, wherever the backend keeps them, and any engine can add an empty column. */
export const ownUnit = (step: OwnStep, dialect: Dialect): Together => {
  switch (step.kind) {
    case 'own-table':
      return unit(`make the table "${step.table.name}"`, dialect.createTable(step.table))
    case 'own-columns':
      return unit(
        `add ${step.columns.map(({ name }) => `"${name}"`).join(', ')} to "${step.table}"`,
        step.columns.map(
          ({ name, type }) =>
            `alter table ${dialect.table(step.table)} add column ${dialect.quote(name)} ${dialect.columnType({ kind: type }).ddl}`,
        ),
      )
    case 'own-vacuum':
      return unit(
        `clean up "${step.table}" early`,
        dialect.vacuumsEarly === undefined ? [] : [dialect.vacuumsEarly(step.table)],
      )
  }
}

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
