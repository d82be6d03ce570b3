import type { AlterUnit } from '../../database/alter-form.ts'
import { statement } from '../../database/statement.ts'
import type { Unit } from '../units/unit.ts'
import type { StepContext } from './step-units.ts'

/** What a dialect wants done, as units of a run. Each looks at the database when it begins, because the one before it has changed it. */
export const alterUnits = (
  units: readonly AlterUnit[],
  context: Pick<StepContext, 'readSchema'>,
): readonly Unit[] =>
  units.map((unit) => (unit.form === 'alone' ? alone(unit, context) : together(unit, context)))

const together = (
  { title, rebuilds = false, startsNew = false, statements }: AlterUnit,
  { readSchema }: Pick<StepContext, 'readSchema'>,
): Unit => ({
  form: 'together',
  title,
  statements: [],
  rebuilds,
  startsNew,
  run: async (work) => {
    for (const text of statements(await readSchema(work))) await work.execute(statement(text))
  },
})

const alone = (
  { title, statements, probe }: AlterUnit,
  { readSchema }: Pick<StepContext, 'readSchema'>,
): Unit => ({
  form: 'alone',
  title,
  statements: [],
  statement: async (work) => statements(await readSchema(work))[0]!,
  ...(probe === undefined
    ? {}
    : {
        probe: async (work) => probe.judge((await work.execute(probe.ask)).rows),
        cleanUp: probe.cleanUp,
      }),
})
