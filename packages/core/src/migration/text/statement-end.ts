import type { Lexicon, StatementBody } from '../../database/lexicon.ts'

/** Words that stand between `create` and what is made. */
const modifiers = new Set([
  'explain',
  'query',
  'plan',
  'create',
  'or',
  'replace',
  'temp',
  'temporary',
  'constraint',
])

/** Finds the semicolon that ends a statement, which may hold statements of its own. Told each token of one statement in order. */
export class StatementEnd {
  readonly #bodies: Lexicon['bodies']
  #form: StatementBody['form'] | undefined
  /** Still among the words that say what is made. */
  #opening = true
  #position = 0
  #depth = 0
  #inside = false
  #last = ''

  constructor(bodies: Lexicon['bodies']) {
    this.#bodies = bodies
  }

  /** Whether the text would end inside of statements of its own. */
  get open(): boolean {
    return this.#inside
  }

  /** Whether words still matter: else only symbols need to be told. */
  get reads(): boolean {
    return this.#opening || this.#form !== undefined
  }

  word(text: string): void {
    const word = text.toLowerCase()
    if (this.#opening) this.#open(word)
    else if (this.#inside) {
      if (word === 'end' && this.#last === ';') this.#close()
    } else if (this.#form === 'atomic' && this.#depth === 0 && word === 'atomic' && this.#last === 'begin') {
      this.#inside = true
      // As behind a semicolon: a statement comes next, or the end.
      this.#last = ';'
      return
    }
    this.#last = word
  }

  other(): void {
    this.#opening = false
    this.#last = ''
  }

  /** Whether this symbol ends the statement. */
  symbol(character: string): boolean {
    this.#opening = false
    this.#last = character
    if (character === '(') this.#depth += 1
    else if (character === ')') this.#depth -= 1
    if (character !== ';') return false
    return !this.#inside && !(this.#form === 'parentheses' && this.#depth > 0)
  }

  #close(): void {
    this.#inside = false
    this.#form = undefined
  }

  #open(word: string): void {
    this.#position += 1
    const first = this.#position === 1
    if (first && word !== 'create' && word !== 'explain') this.#opening = false
    else if (!modifiers.has(word)) {
      this.#opening = false
      this.#form = this.#bodies.find(({ of }) => of === word)?.form
      this.#inside = this.#form === 'end'
    }
  }
}
