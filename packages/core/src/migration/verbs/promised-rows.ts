import type { TableModel } from '../../contracts/schema-model.ts'
import type { TableChange } from '../../database/alter-form.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { ErrorCode } from '../../errors.ts'
import type { BrokenPromise } from '../../contracts/migration-step.ts'

/** What a change demands of rows that are there, and the rows that do not keep it, as they stand behind `from`. */
export interface Promised {
  readonly rule: BrokenPromise['rule']
  readonly code: ErrorCode
  /** Of the constraint, as people know it. */
  readonly constraint: string
  readonly columns: readonly string[]
  readonly failing: string
  /** How the columns of those rows are called there. */
  readonly alias: string
  /** In words, behind a number of rows: `have no value there`. */
  readonly fault: string
}

/** Undefined for a change that demands nothing. */
export const promisedBy = (
  change: TableChange,
  { name: table }: Pick<TableModel, 'name'>,
  dialect: Dialect,
): Promised | undefined => {
  const { quote } = dialect
  const from = dialect.table(table)
  switch (change.kind) {
    case 'set-nullable':
      if (change.isNullable) return undefined
      return {
        rule: 'DD01',
        code: 'not-null',
        constraint: change.column,
        columns: [change.column],
        failing: `${from} where ${quote(change.column)} is null`,
        alias: '',
        fault: 'have no value there',
      }
    case 'add-check':
      return {
        rule: 'DD03',
        code: 'check',
        constraint: change.check.name,
        columns: [],
        failing: `${from} where not (${change.check.expression})`,
        alias: '',
        fault: 'do not pass',
      }
    case 'add-unique': {
      const { name, columns } = change.unique
      const list = columns.map(quote)
      const cells = list.map((column, at) => `${column} as u${at}`).join(', ')
      const filled = list.map((column) => `${column} is not null`).join(' and ')
      const groups = `select ${cells} from ${from} where ${filled} group by ${list.join(', ')} having count(*) > 1`
      const same = list.map((column, at) => `child.${column} = repeated.u${at}`).join(' and ')
      return {
        rule: 'DD02',
        code: 'duplicate',
        constraint: name,
        columns,
        failing: `${from} as child join (${groups}) as repeated on ${same}`,
        alias: 'child.',
        fault: 'share their values with another',
      }
    }
    case 'add-reference': {
      const { name, columns, table: parent, referencedColumns } = change.reference
      const list = columns.map(quote)
      const filled = list.map((column) => `child.${column} is not null`).join(' and ')
      const same = list
        .map((column, at) => `parent.${quote(referencedColumns[at]!)} = child.${column}`)
        .join(' and ')
      return {
        rule: 'DD03',
        code: 'foreign-key',
        constraint: name,
        columns,
        failing: `${from} as child where ${filled} and not exists (select 1 from ${dialect.table(parent)} as parent where ${same})`,
        alias: 'child.',
        fault: 'lead nowhere',
      }
    }
    default:
      return undefined
  }
}
