import type { CreateTable, LintContext, Rebuild } from '@holdfast/core'

export interface RebuiltTable {
  readonly rebuild: Rebuild
  readonly made: CreateTable
  /** The text that makes the new table. */
  readonly text: string
}

/** The tables that a text rebuilds, with the definition that each gets. */
export const rebuiltTables = ({ rebuilds, statements }: LintContext): readonly RebuiltTable[] =>
  rebuilds.flatMap((rebuild) => {
    const { key } = rebuild.order === 'new-first' ? rebuild.replacement : rebuild.table
    const made = statements.find((facts) => facts.kind === 'create-table' && facts.table.key === key)
    return made?.kind === 'create-table' ? [{ rebuild, made, text: made.statement.text }] : []
  })
