import type { AlterUnit } from '../../database/alter-form.ts'
import { statement } from '../../database/statement.ts'
import type { Unit } from '../units/unit.ts'
import type { StepContext } from './step-units.ts'

/** What a dialect wants done, as units of a run. Each looks at the database when it begins, because the one before it has changed it. */
export const alterUnits = (
  units: readonly AlterUnit[],
  context: Pick<StepContext, 'readSchema'>,
  loses?: Loses,
): readonly Unit[] =>
  units.map((unit, index) =>
    unit.form === 'alone' ? alone(unit, context) : together(unit, context, index === 0 ? loses : undefined),
  )

/** The table of which something is taken away, and for which migration. */
export interface Loses {
  readonly table: string
  readonly version: number
}

const together = (
  { title, rebuilds = false, startsNew = false, statements }: AlterUnit,
  { readSchema }: Pick<StepContext, 'readSchema'>,
  loses: Loses | undefined,
): Unit => ({
  form: 'together',
  title,
  statements: [],
  rebuilds,
  startsNew,
  run: async (work) => {
    if (loses !== undefined) await work.backUp?.(loses.table, loses.version)
    for (const text of statements(await readSchema(work, { part: 'tables' })))
      await work.execute(statement(text))
  },
})

const alone = (
  { title, statements, probe }: AlterUnit,
  { readSchema }: Pick<StepContext, 'readSchema'>,
): Unit => ({
  form: 'alone',
  title,
  statements: [],
  statement: async (work) => statements(await readSchema(work, { part: 'tables' }))[0]!,
  ...(probe === undefined
    ? {}
    : {
        probe: async (work) => probe.judge((await work.execute(probe.ask)).rows),
        cleanUp: probe.cleanUp,
      }),
})
