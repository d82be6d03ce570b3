import type { AlterUnit, TableChange } from '../../database/alter-form.ts'
import { statement } from '../../database/statement.ts'
import type { Alone, Together, Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { conservingRows, type ChangedTogether } from './conserve-rows.ts'
import type { StepContext } from './step-units.ts'

type Context = Pick<StepContext, 'readSchema' | 'dialect'>

export interface AlterOptions {
  /** The table of which something is taken away, and for which migration. */
  readonly loses?: { readonly table: string; readonly version: number }
  /** Looked at before anything is changed. */
  readonly audit?: (work: Work) => Promise<void>
  /** Fills rows that others have written since, until the engine lets nobody write such. */
  readonly fill?: (work: Work) => Promise<void>
  /** What the changes say beside their titles. */
  readonly says?: readonly string[]
  /** The changes that the units make, which the rows outlive. */
  readonly keeps?: ChangedTogether
}

/** Changes of a table that exists, as units of a run that prove what they keep. */
export const changeUnits = (
  table: string,
  changes: readonly TableChange[],
  context: Context,
  options: Omit<AlterOptions, 'keeps'> = {},
): readonly Unit[] =>
  alterUnits(context.dialect.alter.change(table, changes), context, { ...options, keeps: { table, changes } })

/** What a dialect wants done, as units of a run. Each looks at the database when it begins, because the one before it has changed it. */
export const alterUnits = (
  units: readonly AlterUnit[],
  context: Context,
  { loses, audit, fill, says = [], keeps }: AlterOptions = {},
): readonly Unit[] => {
  const [first] = units
  if (first === undefined) return []
  const made = units.map((unit, index): Unit => {
    if (unit.form === 'alone') return { ...alone(unit, context), statements: says }
    const before = index === 0 ? { ...(loses && { loses }), ...(audit && { audit }) } : {}
    // Who wrote before the first of several could still commit behind it; in front of the last, nobody can.
    const isFilled = fill !== undefined && (index === 0 || index < units.length - 1)
    return {
      ...together(unit, context, { ...before, ...(keeps && { keeps }) }),
      statements: says,
      ...(isFilled && { before: fill }),
    }
  })
  if (audit === undefined || first.form !== 'alone') return made
  const look: Unit = {
    form: 'together',
    title: `${first.title}: look at the rows`,
    statements: says,
    run: audit,
  }
  return [look, ...made]
}

/** What a unit sends at this moment of a transaction. */
export const statementsNow = async (
  { ask, statements }: AlterUnit,
  work: Work,
  { readSchema }: Context,
): Promise<readonly string[]> =>
  statements(await readSchema(work, { part: 'tables' }), ask === undefined ? [] : await work.ask(ask))

const together = (unit: AlterUnit, context: Context, { loses, audit, keeps }: AlterOptions): Together => {
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
      const texts = await statementsNow(unit, work, context)
      const send = async (): Promise<void> => {
        for (const text of texts) await work.execute(statement(text))
      }
      await (keeps === undefined ? send() : conservingRows(work, context.dialect, keeps, texts, send))
    },
  }
}

const alone = (unit: AlterUnit, context: Context): Alone => {
  const { title, probe } = unit
  return {
    form: 'alone',
    title,
    statements: [],
    statement: async (work) => (await statementsNow(unit, work, context))[0]!,
    ...(probe && { probe }),
  }
}
