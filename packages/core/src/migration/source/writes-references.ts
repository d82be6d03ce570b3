import type { LoadedScript, LoadedSource } from './loaded-migration.ts'

/** Steps that may write down a reference which the library keeps. What code does cannot be told. */
const kinds: ReadonlySet<string> = new Set(['create-table', 'add-reference', 'add-defined-reference', 'run'])

/** Whether something in a source may write down references that the library keeps. A text can only take away or rename what they lead to. */
export const writesReferences = ({ migrations }: Pick<LoadedSource, 'migrations'>): boolean =>
  migrations.some(({ up, down }) => mayWrite(up) || mayWrite(down))

const mayWrite = (script: LoadedScript | undefined): boolean =>
  script?.kind === 'code' || (script?.kind === 'steps' && script.steps.some(({ kind }) => kinds.has(kind)))
