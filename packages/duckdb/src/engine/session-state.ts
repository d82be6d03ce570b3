import { failure, isInvalidated } from '../errors.ts'
import type { Nature } from './nature.ts'

/** What a connection knows of its transaction, and of what is left behind it, from what was run on it. */
export class SessionState {
  inTransaction = false
  /** The transaction has failed; all that is left to it is to be rolled back. */
  isAborted = false
  /** The catalog was changed in the transaction that is open. */
  definitionsOpen = false
  /** The catalog was changed and the change is committed. */
  definitionsChanged = false
  /** The engine has given the database up. */
  sawInvalidated = false
  /** `set`, `use` or `prepare` left something behind. */
  remembers = false

  ran({ control, isDefinition, isSetting }: Nature): void {
    if (isSetting) this.remembers = true
    if (isDefinition) this.definitionsOpen = true
    if (control === 'begin') this.inTransaction = true
    else if (control === 'commit' || (isDefinition && !this.inTransaction)) {
      this.definitionsChanged ||= this.definitionsOpen
      this.ended()
    } else if (control === 'rollback') this.ended()
  }

  failed(error: unknown): void {
    if (isInvalidated(error)) this.sawInvalidated = true
    if (this.inTransaction && failure(error, 'statement').ends !== 'statement') this.isAborted = true
  }

  ended(): void {
    this.inTransaction = false
    this.isAborted = false
    this.definitionsOpen = false
  }
}
