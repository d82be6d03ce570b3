/** One statement of a text, without the comments around it and without the semicolon. */
export interface SqlStatement {
  readonly text: string
  /** Where it begins in the text, counted from 1. */
  readonly line: number
  /** Its first words in lower case, at most four, up to the first that is none: `alter table`. */
  readonly words: string
}

/** A hazard that the author of a text accepts. */
export interface AcceptedHazard {
  readonly rule: string
  readonly reason: string
  readonly line: number
}

/** A query that must give no row, or rows of true or 0 only. */
export interface Assertion {
  readonly query: string
  readonly line: number
}

/** A table that a text changes beside those that its statements name as targets. */
export interface DeclaredChange {
  /** As it is written, with quotes if it has them. */
  readonly table: string
  /** Left out for the whole table. */
  readonly columns?: readonly string[]
  readonly line: number
}

/** What the line comments of a text ask for. */
export interface Directives {
  /** `-- holdfast: no-transaction` gives false. */
  readonly transaction: boolean
  /** `-- accept: DL02 reason` */
  readonly accept: readonly AcceptedHazard[]
  /** `-- assert-before: select …` */
  readonly before: readonly Assertion[]
  /** `-- assert-after: select …` */
  readonly after: readonly Assertion[]
  /** `-- changes: table(column, column), table` */
  readonly changes: readonly DeclaredChange[]
}

/** A text that has been read: what it asks for, and what it does in order. */
export interface SqlScript {
  readonly statements: readonly SqlStatement[]
  readonly directives: Directives
}
