import type { Directives } from '../../contracts/sql-script.ts'
import { factsOf } from '../facts/facts-of.ts'
import { rebuildsIn } from '../facts/rebuilds.ts'
import { readScript } from '../text/read-script.ts'
import type { StatementFacts } from '../../contracts/statement-facts.ts'
import { refuse } from '../source/refuse.ts'
import type { LoadedMigration, LoadedScript } from '../source/loaded-migration.ts'
import { nameOf } from '../run/run.ts'
import { referenceChangesIn } from '../reference-change.ts'
import { following } from '../verbs/following.ts'
import { stepUnits, type StepContext } from '../verbs/step-units.ts'
import { sqlUnits } from './sql-units.ts'
import type { Together, Unit } from './unit.ts'

/** One direction of a migration, ready to run. */
export interface ScriptUnits {
  readonly units: readonly Unit[]
  /** What the comments of its text ask for. */
  readonly directives: Pick<Directives, 'accept' | 'before' | 'after' | 'changes'>
  /** What its statements do, where it is text; code and steps answer for themselves. */
  readonly facts: readonly StatementFacts[]
  /** All of it shares one transaction with its entry in the ledger. */
  readonly isOneTransaction: boolean
}

const none: ScriptUnits['directives'] = { accept: [], before: [], after: [], changes: [] }

/** A text is looked at by the plan, the rehearsal and the run. It is loaded anew by each run, for one database. */
const texts = new WeakMap<LoadedScript, ScriptUnits>()

/** The units of one direction of a migration, in order. */
export const scriptUnits = (
  migration: LoadedMigration,
  script: LoadedScript,
  context: StepContext,
): ScriptUnits => {
  if (script.kind === 'sql') {
    const known = texts.get(script)
    if (known !== undefined) return known
    const units = textUnits(migration, script, context)
    texts.set(script, units)
    return units
  }
  const units: Unit[] = []
  if (script.kind === 'code')
    units.push({
      form: 'together',
      title: 'run code',
      statements: [],
      maySet: true,
      run: ({ tx }) => script.body(tx),
    })
  else for (const step of script.steps) units.push(...stepUnits(step, migration, context))
  return {
    units,
    directives: none,
    facts: [],
    isOneTransaction: migration.isOneTransaction && canShare(units),
  }
}

const textUnits = (
  migration: LoadedMigration,
  { text, file }: Extract<LoadedScript, { kind: 'sql' }>,
  context: StepContext,
): ScriptUnits => {
  const { lexicon } = context.dialect
  const { version, accept, isOneTransaction: transaction } = migration
  const { statements, directives } = readScript(text, lexicon, file)
  const isWanted = migration.isOneTransaction && directives.transaction
  if (!isWanted && migration.isRepeatable === true)
    throw refuse(
      `read ${nameOf(migration)}`,
      'what is run again is one transaction with its entry; leave “-- holdfast: no-transaction” out, or write it as a migration with a number',
    )
  const facts = statements.map((one) => factsOf(one, lexicon))
  const made = sqlUnits(
    statements,
    {
      isOneTransaction: isWanted,
      rebuilds: rebuildsIn(facts).length > 0,
      guard: { text, file: nameOf(migration), accept, transaction, version, facts, directives },
    },
    context.dialect.alter,
  )
  const units = isWanted ? following(made, referenceChangesIn(facts), context) : made
  return { units, directives, facts, isOneTransaction: isWanted && canShare(units) }
}

const canShare = (units: readonly Unit[]): units is readonly Together[] =>
  units.every((unit, index) => unit.form === 'together' && (unit.startsNew !== true || index === 0))
