import type { ColumnName, ObjectName } from '../../contracts/statement-facts.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { lowerCode } from '../text/characters.ts'
import { plainName, quotedName } from './names.ts'
import type { Tokens } from './tokens.ts'

/** Thrown where a statement is not what was expected; the statement is then `unknown`. */
export class Unclear extends Error {}

/** A place in a statement, or in a part of it between parentheses. */
export class Cursor {
  readonly #tokens: Tokens
  readonly lexicon: Lexicon
  readonly #end: number
  position: number

  constructor(tokens: Tokens, lexicon: Lexicon, position: number = 0, end: number = tokens.kinds.length) {
    this.#tokens = tokens
    this.lexicon = lexicon
    this.position = position
    this.#end = end
  }

  get atEnd(): boolean {
    return this.position >= this.#end
  }

  /** The word `ahead` tokens from here in lower case; empty when it is none. */
  word(ahead = 0): string {
    const at = this.position + ahead
    return at < this.#end && this.#tokens.kinds[at] === 'word' ? this.#text(at).toLowerCase() : ''
  }

  /** The symbol here; empty when it is none. */
  symbol(ahead = 0): string {
    const at = this.position + ahead
    const { kinds, starts, text } = this.#tokens
    return at < this.#end && kinds[at] === 'symbol' ? (text[starts[at] as number] as string) : ''
  }

  /** Passes over these words if they come next, all of them. */
  accept(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.#is(this.position + index, word))) return false
    this.position += words.length
    return true
  }

  /** Passes over one of these words and gives it; empty when none comes next. */
  acceptOne(...words: readonly string[]): string {
    const word = this.word()
    if (word === '' || !words.includes(word)) return ''
    this.position += 1
    return word
  }

  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) throw new Unclear()
  }

  acceptSymbol(character: string): boolean {
    if (this.symbol() !== character) return false
    this.position += 1
    return true
  }

  /** Nothing may be left. */
  expectEnd(): void {
    if (!this.atEnd) throw new Unclear()
  }

  /** Whether a name can stand here: a word or a quoted one. */
  get isName(): boolean {
    const kind = this.atEnd ? 'end' : this.#tokens.kinds[this.position]
    return kind === 'word' || kind === 'quoted' || (kind === 'string' && this.lexicon.stringNames)
  }

  name(): ColumnName {
    if (!this.isName) throw new Unclear()
    const written = this.#text(this.position)
    const isWord = this.#tokens.kinds[this.position] === 'word'
    this.position += 1
    return isWord ? plainName(written, this.lexicon) : quotedName(written, this.lexicon)
  }

  /** A name with as many names of databases and schemas before it as there are. */
  objectName(): ObjectName {
    const start = this.position
    let last = this.name()
    let schema: string | undefined
    while (this.symbol() === '.') {
      this.position += 1
      schema = last.name
      last = this.name()
    }
    const written = this.textFrom(start)
    return { ...last, written, ...(schema === undefined ? {} : { schema }) }
  }

  /** What stands between the parentheses that open here; the cursor is behind them then. */
  group(): Cursor {
    if (this.symbol() !== '(') throw new Unclear()
    const start = this.position + 1
    this.#skipGroup()
    return new Cursor(this.#tokens, this.lexicon, start, this.position - 1)
  }

  /** The parts between commas, each at least one token. */
  items(): readonly Cursor[] {
    const items: Cursor[] = []
    while (!this.atEnd) {
      const start = this.position
      while (!this.atEnd && this.symbol() !== ',') this.skip()
      if (this.position === start) throw new Unclear()
      items.push(new Cursor(this.#tokens, this.lexicon, start, this.position))
      if (this.acceptSymbol(',') && this.atEnd) throw new Unclear()
    }
    return items
  }

  /** Passes over one token, or over a whole group in parentheses or brackets. */
  skip(): void {
    const symbol = this.symbol()
    if (symbol === '(' || symbol === '[') this.#skipGroup()
    else if (symbol === ')' || symbol === ']') throw new Unclear()
    else this.position += 1
  }

  /** Passes over what comes, until one of these words or the end. At least one token. */
  skipUntil(words: ReadonlySet<string>): void {
    if (this.atEnd) throw new Unclear()
    do this.skip()
    while (!this.atEnd && !words.has(this.word()))
  }

  /** Whether one of these words stands outside of parentheses from here on. */
  has(...words: readonly string[]): boolean {
    const ahead = this.ahead()
    for (; !ahead.atEnd; ahead.skip())
      for (const word of words) if (ahead.#is(ahead.position, word)) return true
    return false
  }

  /** Whether these words follow each other anywhere from here on, in parentheses too. */
  hasInside(...words: readonly string[]): boolean {
    const [first = '', ...others] = words
    for (let at = this.position; at < this.#end; at++)
      if (this.#is(at, first) && others.every((word, index) => this.#is(at + 1 + index, word))) return true
    return false
  }

  /** Another cursor at this place, which moves by itself. */
  ahead(): Cursor {
    return new Cursor(this.#tokens, this.lexicon, this.position, this.#end)
  }

  /** The part from a position to here. */
  since(start: number): Cursor {
    return new Cursor(this.#tokens, this.lexicon, start, this.position)
  }

  /** The source from a position to here. */
  textFrom(start: number): string {
    if (start >= this.position) return ''
    const { text, starts, ends } = this.#tokens
    return text.slice(starts[start], ends[this.position - 1])
  }

  /** The source from here to the end. */
  rest(): string {
    const start = this.position
    this.position = this.#end
    return this.textFrom(start)
  }

  /** Whether the token is this word, which has only letters of ASCII. Nothing is cut out of the text: there may be a million tokens. */
  #is(at: number, word: string): boolean {
    const { kinds, starts, ends, text } = this.#tokens
    if (at >= this.#end || kinds[at] !== 'word') return false
    const start = starts[at] as number
    if ((ends[at] as number) - start !== word.length) return false
    // Letter by letter: most of the words that are asked for are others.
    for (let index = 0; index < word.length; index++)
      if (lowerCode(text.charCodeAt(start + index)) !== word.charCodeAt(index)) return false
    return true
  }

  #text(at: number): string {
    const { text, starts, ends } = this.#tokens
    return text.slice(starts[at], ends[at])
  }

  #skipGroup(): void {
    let depth = 0
    do {
      if (this.atEnd) throw new Unclear()
      const symbol = this.symbol()
      if (symbol === '(' || symbol === '[') depth += 1
      else if (symbol === ')' || symbol === ']') depth -= 1
      this.position += 1
    } while (depth > 0)
  }
}
