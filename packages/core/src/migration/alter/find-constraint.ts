import type { WhichCheck, WhichColumns } from '../../contracts/migration-step.ts'
import type {
  CheckModel,
  ForeignKeyModel,
  IndexModel,
  TableModel,
  UniqueModel,
} from '../../contracts/schema-model.ts'
import { HoldfastError } from '../../errors.ts'
import { looseExpression } from '../../schema/loose-expression.ts'

/** The check that is meant. Throws `migration` where it is none, or cannot be told from another. */
export const findCheck = (table: TableModel, which: WhichCheck): CheckModel => {
  const { name, expression } = which
  const named = name === undefined ? undefined : table.checks.find((one) => one.name === name)
  if (named !== undefined) return named
  const action = `drop the check ${name === undefined ? `(${expression ?? ''})` : `"${name}"`} of "${table.name}"`
  const like = table.checks.filter(
    (one) =>
      expression !== undefined &&
      (name === undefined || one.name === undefined) &&
      looseExpression(one.expression) === looseExpression(expression),
  )
  const [found, second] = like
  if (second !== undefined) throw refused(action, 'two of its checks say that; give the name')
  if (found !== undefined) return found
  const isNameless = expression === undefined && table.checks.some((one) => one.name === undefined)
  throw refused(
    action,
    isNameless ? 'the engine keeps no name of it; give its expression too' : 'there is none',
  )
}

/** The unique constraint that is meant, or the unique index that does the same. Throws `migration` where there is none. */
export const findUnique = (
  table: TableModel,
  which: WhichColumns,
):
  | { readonly of: 'unique'; readonly part: UniqueModel }
  | { readonly of: 'index'; readonly part: IndexModel } => {
  const unique = table.uniques.find((one) => isMeant(one.name, one.columns, which))
  if (unique !== undefined) return { of: 'unique', part: unique }
  const index = table.indexes.find((one) => {
    const columns = one.keys.map(({ column }) => column)
    return one.unique && one.where === undefined && isMeant(one.name, columns, which)
  })
  if (index !== undefined) return { of: 'index', part: index }
  throw refused(`drop the unique constraint ${text(which)} of "${table.name}"`, 'there is none')
}

/** The reference that is meant. Throws `migration` where the engine has none. */
export const findReference = (table: TableModel, which: WhichColumns): ForeignKeyModel => {
  const key = table.foreignKeys.find((one) => isMeant(one.name, one.columns, which))
  if (key !== undefined) return key
  throw refused(`drop the reference ${text(which)} of "${table.name}"`, 'there is none')
}

/** Whether a constraint of this name over these columns is the one that is meant. */
export const isMeant = (
  name: string | undefined,
  own: readonly (string | undefined)[],
  which: WhichColumns,
): boolean =>
  (which.name !== undefined && which.name === name) ||
  // A name that the engine does not keep cannot be right or wrong.
  ((which.name === undefined || name === undefined) &&
    which.columns !== undefined &&
    which.columns.length === own.length &&
    which.columns.every((column, at) => column === own[at]))

const text = ({ name, columns = [] }: WhichColumns): string =>
  name === undefined ? `(${columns.join(', ')})` : `"${name}"`

const refused = (action: string, reason: string): HoldfastError =>
  new HoldfastError('migration', `Cannot ${action}: ${reason}`)
