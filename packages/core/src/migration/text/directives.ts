import type { AcceptedHazard, Assertion, DeclaredChange, Directives } from '../../contracts/sql-script.ts'
import { declaredTables } from './declared-tables.ts'

const directive = /^--\s*(holdfast|accept|assert-before|assert-after|changes)\s*:(.*)$/s
const acceptance = /^([A-Za-z]{2}\d{2})(?:[\s:,–—-]+(.*))?$/s
const wrongAcceptance =
  'an acceptance names one rule and gives a reason; write -- accept: DL02 the column was never read'

/** Told what is wrong with a directive, and where; it throws. */
type RefuseLine = (line: number, reason: string) => never

/** Gathers what the line comments of one text ask for. */
export class DirectiveReader {
  readonly #refuse: RefuseLine
  #transaction = true
  readonly #accept: AcceptedHazard[] = []
  readonly #before: Assertion[] = []
  readonly #after: Assertion[] = []
  readonly #changes: DeclaredChange[] = []

  constructor(refuse: RefuseLine) {
    this.#refuse = refuse
  }

  get directives(): Directives {
    return {
      transaction: this.#transaction,
      accept: this.#accept,
      before: this.#before,
      after: this.#after,
      changes: this.#changes,
    }
  }

  /** `comment` with its dashes. Throws for a directive that says nothing: it was meant to do something. */
  read(comment: string, line: number): void {
    const [, name, written = ''] = directive.exec(comment) ?? []
    if (name === undefined) return
    const value = written.trim()
    if (name === 'holdfast') this.#holdfast(value, line)
    else if (name === 'accept') this.#acceptHazard(value, line)
    else if (name === 'changes') this.#changes.push(...this.#declared(value, line))
    else (name === 'assert-before' ? this.#before : this.#after).push(this.#assertion(name, value, line))
  }

  #holdfast(value: string, line: number): void {
    if (value !== 'no-transaction')
      this.#refuse(
        line,
        `there is no directive “holdfast: ${value}”; the one there is is “holdfast: no-transaction”`,
      )
    this.#transaction = false
  }

  #acceptHazard(value: string, line: number): void {
    const [, rule, reason = ''] = acceptance.exec(value) ?? []
    // A generated text asks so for the reason that its author has to give.
    if (rule === undefined || reason === '' || reason === '<why?>') this.#refuse(line, wrongAcceptance)
    this.#accept.push({ rule: rule.toUpperCase(), reason, line })
  }

  #assertion(name: string, value: string, line: number): Assertion {
    const query = value.replace(/;$/, '').trim()
    if (query === '') this.#refuse(line, `${name} asks nothing; write a query behind it, on the same line`)
    return { query, line }
  }

  #declared(value: string, line: number): readonly DeclaredChange[] {
    const tables = declaredTables(value, line)
    if (tables === undefined)
      this.#refuse(line, 'changes names no tables; write -- changes: users, orders(total, paid_at)')
    return tables
  }
}
