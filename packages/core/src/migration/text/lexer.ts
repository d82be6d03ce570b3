import type { Lexicon } from '../../database/lexicon.ts'
import { afterComment, afterEscapeString, afterQuote } from './quotations.ts'
import { isDigit, isWordPart, isWordStart } from './characters.ts'

/** `symbol`: one character. `parameter`: a place for a value, which no migration can fill. */
export type TokenKind = 'end' | 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'parameter'

/** Told what cannot be read, and where; it throws. */
export type Refuse = (position: number, reason: string) => never

const dollarTag = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y

/**
 * Goes through a text token by token, passing over white space and comments. It keeps no more than its place, so a text of any
 * size costs no memory, and each character is looked at a constant number of times.
 */
export class Lexer {
  start = 0
  end = 0
  readonly text: string
  readonly #lexicon: Lexicon
  readonly #refuse: Refuse
  readonly #onLineComment: ((start: number, end: number) => void) | undefined

  constructor(
    text: string,
    lexicon: Lexicon,
    refuse: Refuse,
    onLineComment?: (start: number, end: number) => void,
  ) {
    this.text = text
    this.#lexicon = lexicon
    this.#refuse = refuse
    this.#onLineComment = onLineComment
  }

  /** The next token lies between `start` and `end` then. */
  next(): TokenKind {
    this.#skip()
    const { text } = this
    this.start = this.end
    if (this.start >= text.length) return 'end'
    const code = text.charCodeAt(this.start)
    if (isWordStart(code)) return this.#word(code)
    if (isDigit(code)) return this.#number()
    if (code === 0x27) return this.#quotation('string', this.start, 0x27)
    if (code === 0x24) return this.#dollar()
    const character = text[this.start] as string
    if (this.#lexicon.identifierQuotes.includes(character))
      return this.#quotation('quoted', this.start, code === 0x5b ? 0x5d : code)
    this.end = this.start + 1
    return 'symbol'
  }

  #skip(): void {
    const { text } = this
    const { spaces } = this.#lexicon
    for (; this.end < text.length;) {
      const code = text.charCodeAt(this.end)
      if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) this.end += 1
      else if (code === 0x2d && text.charCodeAt(this.end + 1) === 0x2d) this.#lineComment()
      else if (code === 0x2f && text.charCodeAt(this.end + 1) === 0x2a) this.#blockComment()
      else if (code > 0x7f && spaces.includes(text[this.end] as string)) this.end += 1
      else return
    }
  }

  #lineComment(): void {
    const { text, end: start } = this
    let end = text.indexOf('\n', start)
    if (end === -1) end = text.length
    if (this.#lexicon.returnEndsComment) {
      const comment = text.slice(start, end).indexOf('\r')
      if (comment !== -1) end = start + comment
    }
    this.#onLineComment?.(start, end)
    this.end = end
  }

  #blockComment(): void {
    const start = this.end
    const end = afterComment(this.text, start, this.#lexicon.nestedComments)
    if (end === -1) this.#refuse(start, 'a comment that begins here is never closed; close it with */')
    this.end = end
  }

  #word(code: number): TokenKind {
    const { text, start } = this
    const { spaces, escapeStrings, unicodeEscapes } = this.#lexicon
    let end = start + 1
    for (; end < text.length; end++) {
      const part = text.charCodeAt(end)
      if (!isWordPart(part) || (part > 0x7f && spaces.includes(text[end] as string))) break
    }
    this.end = end
    if (end > start + 1) return 'word'
    const letter = code | 0x20
    const next = text.charCodeAt(end)
    if (escapeStrings && letter === 0x65 && next === 0x27) {
      this.end = afterEscapeString(text, end)
      if (this.end === -1)
        this.#refuse(start, 'a string that begins here is never closed; close it with a quote')
      return 'string'
    }
    if (unicodeEscapes && letter === 0x75 && next === 0x26) {
      const quote = text.charCodeAt(end + 1)
      if (quote === 0x27) return this.#quotation('string', end + 1, quote)
      if (quote === 0x22) return this.#quotation('quoted', end + 1, quote)
    }
    return 'word'
  }

  #number(): TokenKind {
    const { text } = this
    let end = this.start + 1
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end)
      if (code !== 0x2e && (code > 0x7f || !isWordPart(code))) break
    }
    this.end = end
    return 'number'
  }

  /** From the quote at `opening` to the one that closes it, which is doubled where it is meant. */
  #quotation(kind: 'string' | 'quoted', opening: number, closing: number): TokenKind {
    const end = afterQuote(this.text, opening, closing)
    if (end === -1) {
      const what = kind === 'string' ? 'a string' : 'a quoted name'
      const sign = String.fromCharCode(closing)
      this.#refuse(this.start, `${what} that begins here is never closed; close it with ${sign}`)
    }
    this.end = end
    return kind
  }

  #dollar(): TokenKind {
    const { text, start } = this
    dollarTag.lastIndex = start
    const tag = this.#lexicon.dollarQuotes ? dollarTag.exec(text)?.[0] : undefined
    if (tag !== undefined) {
      const closing = text.indexOf(tag, start + tag.length)
      if (closing === -1)
        this.#refuse(start, `a string that begins here with ${tag} is never closed; close it with ${tag}`)
      this.end = closing + tag.length
      return 'string'
    }
    let end = start + 1
    while (end < text.length && isWordPart(text.charCodeAt(end))) end += 1
    this.end = end
    return 'parameter'
  }
}
