import type { Lexicon } from '@holdfast/core'

export const lexicon: Lexicon = {
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
  forbidden: [
    ...['begin', 'commit', 'end', 'rollback', 'savepoint', 'release'].map(
      (words) => ({ words, of: 'transaction' }) as const,
    ),
    { words: 'attach', of: 'session' },
    { words: 'detach', of: 'session' },
  ],
}
