import type { Renames } from '../contracts/schema-change.ts'

/** How strictly two models are compared. */
export interface DifferenceOptions {
  /**
   * `all`: whatever distinguishes two databases. `defined`: what definitions of tables can say. Other tables, views, triggers, sequences and
   * types are then left as they are, so are a table's options that its definition does not have, and constraints may have any name.
   */
  readonly scope: 'all' | 'defined'
  readonly renames?: Renames
  /** In the scope `defined`: also drop the tables that no definition has. */
  readonly dropOthers?: boolean
}
