import {
  columnConstraints,
  deferrableOf,
  type ColumnDdl,
  type ForeignKeyDdl,
  type NamedTokens,
} from './column-ddl.ts'
import { closingOf, ddlTokens, isSign, isWord, listOf, type DdlToken } from './ddl-tokens.ts'

/** What only the text of a table's DDL tells, because no pragma does. Expressions are tokens still. */
export interface TableDdl {
  readonly columns: readonly ColumnDdl[]
  readonly uniques: readonly { readonly name?: string; readonly columns: readonly string[] }[]
  readonly checks: readonly NamedTokens[]
  /** In the order of the text. */
  readonly foreignKeys: readonly ForeignKeyDdl[]
  readonly autoincrement: boolean
  readonly withoutRowid: boolean
  readonly virtual?: string
}

const constraintWords = new Set(['constraint', 'primary', 'unique', 'check', 'foreign'])

/** Reads a text that the engine has accepted. */
export const tableDdl = (sql: string): TableDdl => {
  const tokens = ddlTokens(sql)
  const using = tokens.findIndex((token) => isWord(token, 'using'))
  if (isWord(tokens[1], 'virtual') && using !== -1) {
    return { ...nothing, virtual: sql.slice(tokens[using + 1]!.start).trim() }
  }
  const open = tokens.findIndex((token) => isSign(token, '('))
  if (open === -1) return nothing
  const close = closingOf(tokens, open)
  const withoutRowid = tokens.slice(close).some((token) => isWord(token, 'without'))
  return { ...new Reader(tokens.slice(open + 1, close)).read(), withoutRowid }
}

const nothing: TableDdl = {
  columns: [],
  uniques: [],
  checks: [],
  foreignKeys: [],
  autoincrement: false,
  withoutRowid: false,
}

class Reader {
  readonly #tokens: readonly DdlToken[]
  #at = 0
  readonly #columns: ColumnDdl[] = []
  readonly #uniques: { name?: string; columns: readonly string[] }[] = []
  readonly #checks: NamedTokens[] = []
  readonly #foreignKeys: ForeignKeyDdl[] = []

  constructor(tokens: readonly DdlToken[]) {
    this.#tokens = tokens
  }

  read(): Omit<TableDdl, 'withoutRowid'> {
    while (this.#at < this.#tokens.length) {
      const { kind, value } = this.#tokens[this.#at]!
      if (isSign(this.#tokens[this.#at], ',')) this.#at++
      else if (kind === 'word' && constraintWords.has(value)) this.#constraint()
      else this.#column()
    }
    return {
      columns: this.#columns,
      uniques: this.#uniques,
      checks: this.#checks,
      foreignKeys: this.#foreignKeys,
      autoincrement: this.#columns.some(({ autoincrement }) => autoincrement),
    }
  }

  #column(): void {
    const end = this.#endOfItem()
    const column = columnConstraints(this.#tokens.slice(this.#at, end))
    this.#columns.push(column)
    this.#checks.push(...column.checks)
    const columns = [column.name]
    for (const unique of column.uniques) this.#uniques.push({ ...unique, columns })
    for (const key of column.foreignKeys) this.#foreignKeys.push({ ...key, columns })
    this.#at = end
  }

  /** Constraints of a table may follow each other without a comma. */
  #constraint(): void {
    const named: { name?: string } = {}
    while (isWord(this.#tokens[this.#at], 'constraint')) {
      named.name = this.#tokens[this.#at + 1]!.value
      this.#at += 2
    }
    const word = this.#tokens[this.#at]?.value
    const open = this.#tokens.findIndex((token, index) => index > this.#at && isSign(token, '('))
    if (open === -1) {
      this.#at = this.#tokens.length
      return
    }
    const close = closingOf(this.#tokens, open)
    this.#at = close + 1
    if (word === 'check') this.#checks.push({ ...named, tokens: this.#tokens.slice(open + 1, close) })
    else if (word === 'unique') this.#uniques.push({ ...named, columns: this.#names(open) })
    const rest = this.#restOfConstraint()
    if (word === 'foreign') {
      this.#foreignKeys.push({ ...named, columns: this.#names(open), ...deferrableOf(rest) })
    }
  }

  #restOfConstraint(): readonly DdlToken[] {
    const from = this.#at
    while (this.#at < this.#tokens.length) {
      const token = this.#tokens[this.#at]!
      if (isSign(token, ',') || (token.kind === 'word' && constraintWords.has(token.value))) break
      this.#at = this.#behind(this.#at)
    }
    return this.#tokens.slice(from, this.#at)
  }

  #names(open: number): readonly string[] {
    return listOf(this.#tokens, open).map(([first]) => first?.value ?? '')
  }

  #endOfItem(): number {
    let at = this.#at
    while (at < this.#tokens.length && !isSign(this.#tokens[at], ',')) at = this.#behind(at)
    return at
  }

  /** Past a token, or past all that the parenthesis at this place holds. */
  #behind(at: number): number {
    return isSign(this.#tokens[at], '(') ? closingOf(this.#tokens, at) + 1 : at + 1
  }
}
