import type { SqlScript } from '../../contracts/sql-script.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { DirectiveReader } from './directives.ts'
import { normalise } from './normalise.ts'
import { problem } from './problem.ts'
import { splitStatements } from './split-statements.ts'

/**
 * What a text asks for and does, in one pass. Throws `migration`, with file, line and remedy, for what cannot be read and for a wrong directive.
 */
export const parseScript = (text: string, lexicon: Lexicon, file = 'the text'): SqlScript => {
  const normal = normalise(text)
  const reader = new DirectiveReader((line, reason) => {
    throw problem(file, line, reason)
  })
  const statements = splitStatements(normal, lexicon, {
    file,
    onLineComment: (comment, line) => reader.read(comment, line),
  })
  return { statements, directives: reader.directives }
}
