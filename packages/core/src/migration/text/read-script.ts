import type { SqlScript } from '../../contracts/sql-script.ts'
import type { Lexicon } from '../../database/lexicon.ts'
import { requireAllowed } from './forbidden.ts'
import { parseScript } from './parse-script.ts'

/** As `parseScript()`, for a text that is to be run: throws `migration` for transaction control too, before anything has run. */
export const readScript = (text: string, lexicon: Lexicon, file = 'the text'): SqlScript => {
  const script = parseScript(text, lexicon, file)
  requireAllowed(script.statements, lexicon, file)
  return script
}
