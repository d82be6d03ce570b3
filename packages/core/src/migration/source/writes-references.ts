import type { LoadedScript, LoadedSource } from './loaded-migration.ts'

/** Steps that may write down a reference which the library keeps, or a table whose changes it records. What code does cannot be told. */
const kinds: ReadonlySet<string> = new Set(['create-table', 'add-reference', 'add-defined-reference', 'run'])

/** What a text names that writes into a table of ours, as the triggers do that record changes. */
const ours = 'holdfast_'

/**
 * Whether something in a source may write into the tables of what the library knows of tables. A text that names none of ours can only take away or rename what
 * they speak of.
 */
export const writesReferences = ({ migrations }: Pick<LoadedSource, 'migrations'>): boolean =>
  migrations.some(({ up, down }) => mayWrite(up) || mayWrite(down))

const mayWrite = (script: LoadedScript | undefined): boolean => {
  switch (script?.kind) {
    case 'code':
      return true
    case 'sql':
      return script.text.includes(ours)
    case 'steps':
      return script.steps.some(
        (step) => kinds.has(step.kind) || (step.kind === 'sql' && JSON.stringify(step.text).includes(ours)),
      )
    case undefined:
      return false
  }
}
