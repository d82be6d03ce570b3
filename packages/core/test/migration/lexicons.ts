import type { Lexicon } from '../../src/index.ts'

const forbidden: Lexicon['forbidden'] = [
  { words: 'begin', of: 'transaction' },
  { words: 'commit', of: 'transaction' },
  { words: 'start transaction', of: 'transaction' },
  { words: 'rollback', of: 'transaction' },
  { words: 'attach', of: 'session' },
]

/** Every way to quote that a server has. */
export const rich: Lexicon = {
  letterCase: 'lower',
  identifierQuotes: '"',
  stringNames: false,
  escapeStrings: true,
  unicodeEscapes: true,
  dollarQuotes: true,
  nestedComments: true,
  returnEndsComment: true,
  spaces: '\u00A0',
  bodies: [
    { of: 'function', form: 'atomic' },
    { of: 'rule', form: 'parentheses' },
  ],
  forbidden,
}

/** Names in three kinds of quotes, trigger bodies, and little else. */
export const plain: Lexicon = {
  letterCase: 'ignored',
  identifierQuotes: '"`[',
  stringNames: true,
  escapeStrings: false,
  unicodeEscapes: false,
  dollarQuotes: false,
  nestedComments: false,
  returnEndsComment: false,
  spaces: '',
  bodies: [{ of: 'trigger', form: 'end' }],
  forbidden,
}
