import type { ProofForm } from './proof-form.ts'

/** How one engine spells what the migration engine asks of it. */
export interface MigrationForm {
  readonly proof: ProofForm
}
