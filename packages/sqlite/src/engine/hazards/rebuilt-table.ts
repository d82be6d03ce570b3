import type { CreateTable, LintContext, Rebuild } from '@holdfast/core'

export interface RebuiltTable {
  readonly rebuild: Rebuild
  readonly made: CreateTable
  /** The text that makes the new table. */
  readonly text: string
}

/** The tables that a text rebuilds, with the definition that each gets. */
export const rebuiltTables = ({ rebuilds, made: madeBy }: LintContext): readonly RebuiltTable[] =>
  rebuilds.flatMap((rebuild) => {
    const made = madeBy(rebuild.order === 'new-first' ? rebuild.replacement : rebuild.table)
    return made === undefined ? [] : [{ rebuild, made, text: made.statement.text }]
  })
