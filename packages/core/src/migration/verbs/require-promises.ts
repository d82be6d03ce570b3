import type { BrokenPromise } from '../../contracts/migration-step.ts'
import type { TableModel } from '../../contracts/schema-model.ts'
import type { TableChange } from '../../database/alter-form.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { HoldfastError } from '../../errors.ts'
import { changeText } from '../alter/change-text.ts'
import { changeTitle } from '../alter/change-title.ts'
import type { Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { changeUnits } from './alter-units.ts'
import { promisedBy, type Promised } from './promised-rows.ts'
import type { StepContext } from './step-units.ts'

/** How many keys of rows that stand in the way are told. */
const most = 10

type Context = Pick<StepContext, 'dialect' | 'readSchema'>

/** The value of a column in rows that have none. */
export interface Filling {
  readonly column: string
  readonly expression: string
}

/** The units of changes that rows may stand in the way of: the rows are looked at before anything is changed. `rest`: fills those that were written since they were filled. */
export const promisingUnits = (
  table: string,
  changes: readonly TableChange[],
  context: Context,
  rest?: Filling,
): readonly Unit[] =>
  changeUnits(table, changes, context, {
    audit: (work) => requirePromises(work, table, changes, context),
    ...(rest && { fill: (work) => fillRest(work, table, rest, context.dialect) }),
    says: changes.flatMap(changeText),
  })

const fillRest = async (
  { execute }: Work,
  table: string,
  { column, expression }: Filling,
  dialect: Dialect,
): Promise<void> => {
  const cell = dialect.quote(column)
  await execute(statement(`update ${dialect.table(table)} set ${cell} = ${expression} where ${cell} is null`))
}

/** Throws as the constraint itself would, with the keys of rows that do not keep it. One read of the table for each change. */
export const requirePromises = async (
  work: Work,
  table: string,
  changes: readonly TableChange[],
  context: Context,
): Promise<void> => {
  const { tables } = await context.readSchema(work)
  for (const change of changes) {
    const title = changeTitle(table, change)
    const model = tables.find(({ name }) => name === table)
    if (model === undefined)
      throw new HoldfastError('no-table', `Cannot ${title}: there is no such table`, { table })
    const promised = promisedBy(change, model, context.dialect)
    if (promised === undefined) continue
    // An engine takes a name in double quotes that is no column for a text.
    const missing = promised.columns.find((name) => !model.columns.some((column) => column.name === name))
    if (missing !== undefined)
      throw new HoldfastError('no-column', `Cannot ${title}: "${table}" has no column "${missing}"`, {
        table,
      })
    await requireKept(work, model, promised, title, context)
  }
}

const requireKept = async (
  work: Work,
  { name: table, primaryKey }: TableModel,
  { rule, code, constraint, columns, failing, alias, fault }: Promised,
  title: string,
  { dialect }: Context,
): Promise<void> => {
  const count = async (from: string): Promise<number> =>
    Number((await work.ask(statement(`select count(*) from ${from}`)))[0]![0])
  const violations = await count(failing)
  if (violations === 0) return
  const rows = await count(dialect.table(table))
  const keys = primaryKey.map((name) => `${alias}${dialect.quote(name)}`).join(', ')
  const samples =
    keys === ''
      ? []
      : await work.ask(statement(`select ${keys} from ${failing} order by ${keys} limit ${most}`))
  const report = { rule, rows, violations, samples: samples as BrokenPromise['samples'] }
  throw new HoldfastError(
    code,
    `Cannot ${title}: ${violations} of ${rows} rows ${fault} (${rule}); mend them first`,
    { table, constraint, ...(columns.length > 0 && { columns }), report: report satisfies BrokenPromise },
  )
}
