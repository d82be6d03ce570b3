import type { Lexicon } from '@holdfast/core'

/** What the parser blanks out before it reads: a commit behind a no-break space is a commit. */
const spaces =
  '\u00A0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u202F\u205F\u2060\u3000\uFEFF'

export const lexicon: Lexicon = {
  letterCase: 'ignored',
  identifierQuotes: '"',
  stringNames: false,
  escapeStrings: true,
  unicodeEscapes: true,
  dollarQuotes: true,
  nestedComments: true,
  returnEndsComment: true,
  spaces,
  bodies: [],
  forbidden: [
    ...['begin', 'start transaction', 'commit', 'end', 'rollback', 'abort', 'savepoint'].map(
      (words) => ({ words, of: 'transaction' }) as const,
    ),
    ...['attach', 'detach', 'use'].map((words) => ({ words, of: 'session' }) as const),
  ],
}
