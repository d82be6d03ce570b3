import type { AlterUnit } from '../../database/alter-form.ts'
import { statement } from '../../database/statement.ts'
import type { Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import type { StepContext } from './step-units.ts'

type Context = Pick<StepContext, 'readSchema'>

export interface AlterOptions {
  /** The table of which something is taken away, and for which migration. */
  readonly loses?: { readonly table: string; readonly version: number }
  /** Looked at before anything is changed. */
  readonly audit?: (work: Work) => Promise<void>
}

/** What a dialect wants done, as units of a run. Each looks at the database when it begins, because the one before it has changed it. */
export const alterUnits = (
  units: readonly AlterUnit[],
  context: Context,
  { loses, audit }: AlterOptions = {},
): readonly Unit[] => {
  const first = units[0]
  const isFirst = (index: number): boolean => index === 0
  const made = units.map((unit, index) =>
    unit.form === 'alone'
      ? alone(unit, context)
      : together(unit, context, isFirst(index) ? { ...(loses && { loses }), ...(audit && { audit }) } : {}),
  )
  if (audit === undefined || first?.form !== 'alone') return made
  return [
    { form: 'together', title: `${first.title}: look at the rows`, statements: [], run: audit },
    ...made,
  ]
}

/** What a unit sends at this moment of a transaction. */
export const statementsNow = async (
  { ask, statements }: AlterUnit,
  work: Work,
  { readSchema }: Context,
): Promise<readonly string[]> =>
  statements(await readSchema(work), ask === undefined ? [] : await work.ask(ask))

const together = (unit: AlterUnit, context: Context, { loses, audit }: AlterOptions): Unit => {
  const { title, rebuilds = false, startsNew = false } = unit
  return {
    form: 'together',
    title,
    statements: [],
    rebuilds,
    startsNew,
    run: async (work) => {
      await audit?.(work)
      if (loses !== undefined) await work.backUp?.(loses.table, loses.version)
      for (const text of await statementsNow(unit, work, context)) await work.execute(statement(text))
    },
  }
}

const alone = (unit: AlterUnit, context: Context): Unit => {
  const { title, probe } = unit
  return {
    form: 'alone',
    title,
    statements: [],
    statement: async (work) => (await statementsNow(unit, work, context))[0]!,
    ...(probe === undefined
      ? {}
      : {
          probe: async (work) => probe.judge((await work.execute(probe.ask)).rows),
          cleanUp: probe.cleanUp,
        }),
  }
}
