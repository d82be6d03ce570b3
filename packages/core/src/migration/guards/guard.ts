import type { Directives } from '../../contracts/sql-script.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { StatementFacts } from '../../contracts/statement-facts.ts'
import { isAdditive } from '../facts/additive.ts'
import { backUpTable } from '../backup/back-up-table.ts'
import type { TableBackup } from '../backup/backup-ledger.ts'
import type { Run } from '../run/run.ts'
import type { Work } from '../workshop.ts'
import { conserving } from './conserve.ts'
import { endangered } from './endangered.ts'
import { hazardsOf, requireAccepted, type JudgedText } from './judge-hazards.ts'

type GuardingRun = Pick<Run, 'context' | 'ledger' | 'workshop' | 'safety'>

/** SQL text that is about to run in a transaction. */
export interface GuardedText extends JudgedText {
  readonly version: number
  readonly facts: readonly StatementFacts[]
  readonly directives: Pick<Directives, 'changes'>
}

/**
 * Runs a text that can lose something under guard: its hazards must have been accepted, what it takes away is copied first, and what it does not
 * name must be the same afterwards. A text that only adds pays for none of that.
 */
export const guarded = async (
  run: GuardingRun,
  work: Work,
  guard: GuardedText,
  body: () => Promise<void>,
): Promise<readonly TableBackup[]> => {
  // What is run again may add the first time and fail the second.
  if (guard.facts.every(isAdditive) && guard.isRepeatable !== true) {
    await body()
    return []
  }
  const { schema, backups } = await prepare(run, work, guard)
  if (run.safety.prove)
    await conserving(work, run.context.dialect, schema, guard.facts, guard.directives, body)
  else await body()
  return backups
}

/** What is done before: the hazards must have been accepted, and what is taken away is copied. */
export const prepare = async (
  { context, ledger, workshop, safety }: GuardingRun,
  work: Work,
  guard: GuardedText,
): Promise<{ readonly schema: SchemaModel; readonly backups: readonly TableBackup[] }> => {
  const { dialect } = context
  const { engine, version } = workshop.engine.driver.facts
  const schema = await context.readSchema(work)
  if (safety.lint) requireAccepted(await hazardsOf(work, dialect, version, schema, guard))
  const backups: TableBackup[] = []
  if (safety.backup) {
    for (const table of endangered(guard.facts, schema)) {
      const request = {
        table,
        version: guard.version,
        line: ledger.line,
        at: new Date(),
        engine: `${engine} ${version}`,
      }
      backups.push(await backUpTable(work.ask, dialect, request))
    }
  }
  return { schema, backups }
}
