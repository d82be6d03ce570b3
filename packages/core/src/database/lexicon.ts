/** How one engine cuts SQL text into words, quotations and statements. Data only: core reads text by it, the engine is never asked. */
export interface Lexicon {
  /**
   * `lower`: an identifier without quotes means its name in lower case, one in quotes exactly what is written. `ignored`: names keep their case and
   * two that differ only in it are the same, with quotes or without.
   */
  readonly letterCase: 'lower' | 'ignored'
  /** Which characters open a quoted identifier. Each is closed by itself, `[` by `]`. Only the latter cannot be doubled inside. */
  readonly identifierQuotes: string
  /** Whether a string in single quotes is a name where only a name can be. */
  readonly stringNames: boolean
  /** `E'…'`, where a backslash escapes the quote. */
  readonly escapeStrings: boolean
  /** `U&"…"`, where a backslash begins the number of a character. */
  readonly unicodeEscapes: boolean
  /** `$$…$$` and `$tag$…$tag$`. */
  readonly dollarQuotes: boolean
  readonly nestedComments: boolean
  /** Whether a lone carriage return ends a line comment. What follows is a statement then, though an editor shows one line. */
  readonly returnEndsComment: boolean
  /** Characters beyond ASCII that are white space to the engine. */
  readonly spaces: string
  /** What has statements inside of it, so that not each semicolon ends it. */
  readonly bodies: readonly StatementBody[]
  /** What a migration's text must not do, because the transaction or the session belongs to the one who runs it. */
  readonly forbidden: readonly ForbiddenStatement[]
}

export interface StatementBody {
  /** The word behind `create` and its modifiers: `trigger`. */
  readonly of: string
  /** `end`: until `end` behind a semicolon. `atomic`: the same, from `begin atomic` on. `parentheses`: no semicolon in parentheses ends it. */
  readonly form: 'end' | 'atomic' | 'parentheses'
}

export interface ForbiddenStatement {
  /** The words that it begins with, in lower case: `start transaction`. */
  readonly words: string
  /** `transaction`: it would begin or end one. `session`: it would change what the connection is connected to. */
  readonly of: 'transaction' | 'session'
}
