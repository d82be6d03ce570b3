import type { ConservedTable, ConvertedColumn, MigrationProof } from '../../contracts/migration-proof.ts'
import type { TableStock } from './stock.ts'

/** How many of each kind are kept: an event is a row of a table, and a text of code may reach a thousand tables. */
const most = 32

/** Gathers what a transaction has proved, for the event that it writes. */
export class ProofNotes {
  readonly #conserved = new Map<string, ConservedTable>()
  readonly #converted: ConvertedColumn[] = []

  /** These were measured again, and were the same. */
  conserved(stocks: readonly TableStock[]): void {
    for (const { table, measure } of stocks)
      if (measure !== undefined) this.#conserved.set(table, { table, ...measure })
  }

  converted(column: ConvertedColumn): void {
    this.#converted.push(column)
  }

  /** Undefined where nothing was proved. */
  get told(): MigrationProof | undefined {
    if (this.#conserved.size + this.#converted.length === 0) return undefined
    return {
      conserved: [...this.#conserved.values()].slice(0, most),
      converted: this.#converted.slice(0, most),
    }
  }
}
