import type { SqlStep } from '../../contracts/migration-step.ts'
import { factsOf } from '../facts/facts-of.ts'
import { rebuildsIn } from '../facts/rebuilds.ts'
import { requireTrue } from '../run/assertions.ts'
import { noting } from '../run/failed-step.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { isForOne, textFor } from '../source/text-for.ts'
import { readScript } from '../text/read-script.ts'
import { sqlUnits } from '../units/sql-units.ts'
import type { Together, Unit } from '../units/unit.ts'
import { referenceChangesIn } from '../reference-change.ts'
import { following } from './following.ts'
import type { StepContext } from './step-units.ts'

/** A text among steps: one unit, because its statements may lean on each other, as those of a rebuild do; and guarded as a text alone is. */
export const sqlStepUnits = (
  step: SqlStep,
  { isOneTransaction, version, accept }: Pick<LoadedMigration, 'isOneTransaction' | 'version' | 'accept'>,
  context: Pick<StepContext, 'dialect' | 'backend' | 'followChange'>,
): readonly Unit[] => {
  const { dialect, backend } = context
  const file = `the migration ${version}`
  const text = textFor(step.text, backend, file)
  const { statements, directives } = readScript(text, dialect.lexicon, file)
  const facts = statements.map((one) => factsOf(one, dialect.lexicon))
  const guard = {
    text,
    file,
    accept,
    transaction: isOneTransaction,
    version,
    facts,
    directives,
    ...(isForOne(step.text, backend) ? { isForOne: true as const } : {}),
  }
  if (!isOneTransaction || !directives.transaction)
    return sqlUnits(statements, { isOneTransaction: false, guard }, dialect.alter)
  const rebuilds = rebuildsIn(facts).length > 0
  const units = sqlUnits(
    statements,
    { isOneTransaction: true, rebuilds },
    dialect.alter,
  ) as readonly Together[]
  const [one] = units
  if (one === undefined) return []
  const { texts: _, ...first } = one
  return following(
    [
      {
        ...first,
        title: units.length === 1 ? first.title : `${first.title}, and ${units.length - 1} more`,
        statements: statements.map((one) => one.text),
        guard,
        maySet: units.some(({ maySet }) => maySet === true),
        run: async (work) => {
          await requireTrue(work, directives.before)
          for (const unit of units) await noting(unit, () => unit.run(work))
          await requireTrue(work, directives.after)
        },
      },
    ],
    referenceChangesIn(facts),
    context,
  )
}
