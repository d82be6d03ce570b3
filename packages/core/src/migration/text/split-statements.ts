import type { SqlStatement } from '../../contracts/sql-script.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { refuseClientCommand, refuseInlineData } from './client-commands.ts'
import { Lexer, type Refuse } from './lexer.ts'
import { LineCounter } from './line-counter.ts'
import { lineAt, problem } from './problem.ts'
import { StatementEnd } from './statement-end.ts'

/** As many words of a statement as say what it is. */
const openingWords = 4

export interface SplitOptions {
  /** What errors call the text. */
  readonly file?: string
  /** Told each line comment, with the dashes, and its line. */
  readonly onLineComment?: (comment: string, line: number) => void
}

/**
 * The statements of a normalised text, in order, as the engine itself would cut it. A text of comments alone has none. Throws `migration`, with
 * the line and a remedy, for what is never closed and for commands of an engine's own client. Takes time in proportion to the text, and keeps
 * nothing beside the statements.
 */
export const splitStatements = (
  text: string,
  lexicon: Lexicon,
  { file = 'the text', onLineComment }: SplitOptions = {},
): readonly SqlStatement[] => {
  const refuse: Refuse = (position, reason) => {
    throw problem(file, lineAt(text, position), reason)
  }
  const nul = text.indexOf('\0')
  if (nul !== -1) refuse(nul, 'it holds a NUL character, at which engines stop reading; remove it')
  // Comments come in order, and so do statements, but a statement after the comments within it.
  const commentLines = new LineCounter(text)
  const comment =
    onLineComment &&
    ((start: number, end: number) => onLineComment(text.slice(start, end), commentLines.at(start)))
  const lexer = new Lexer(text, lexicon, refuse, comment)
  const lines = new LineCounter(text)
  const statements: SqlStatement[] = []
  for (;;) {
    const statement = readStatement(lexer, lexicon, lines, refuse)
    if (statement === undefined) return statements
    if (statement.text !== '') statements.push(statement)
  }
}

/** One statement, an empty one for a lone semicolon, nothing at the end. */
const readStatement = (
  lexer: Lexer,
  { bodies }: Lexicon,
  lines: LineCounter,
  refuse: Refuse,
): SqlStatement | undefined => {
  let kind = lexer.next()
  if (kind === 'end') return undefined
  const { text, start } = lexer
  refuseClientCommand(text, start, lexer.end, refuse)
  const ending = new StatementEnd(bodies)
  const words: string[] = []
  let opening = true
  let last = start
  for (; kind !== 'end'; kind = lexer.next()) {
    if (kind === 'symbol') {
      opening = false
      const character = text[lexer.start] as string
      if (character === '\\')
        refuse(
          lexer.start,
          `a command of a client, such as \\copy, is no SQL; write it as SQL or run it by hand`,
        )
      if (ending.symbol(character)) break
    } else if (kind !== 'word') {
      opening = false
      ending.other()
    } else if (opening || ending.reads) {
      const word = text.slice(lexer.start, lexer.end)
      ending.word(word)
      opening &&= words.push(word.toLowerCase()) < openingWords
    }
    last = lexer.end
  }
  if (ending.open)
    refuse(
      start,
      'the body of the statement that begins here is never closed; close it with END and a semicolon',
    )
  const statement = { text: text.slice(start, last), line: lines.at(start), words: words.join(' ') }
  refuseInlineData(statement, start, refuse)
  return kind === 'symbol' && last === start ? { ...statement, text: '' } : statement
}
