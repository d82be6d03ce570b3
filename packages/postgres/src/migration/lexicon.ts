import type { Lexicon } from '@holdfast/core'

const transaction = [
  'begin',
  'start transaction',
  'commit',
  'end',
  'rollback',
  'abort',
  'savepoint',
  'release',
  'prepare transaction',
  'set transaction',
  'set local transaction',
  'set session transaction',
  'set session characteristics',
]

const session = [
  'set session authorization',
  'reset session authorization',
  'set role',
  'reset role',
  'discard',
]

export const lexicon: Lexicon = {
  letterCase: 'lower',
  identifierQuotes: '"',
  stringNames: false,
  escapeStrings: true,
  unicodeEscapes: true,
  dollarQuotes: true,
  nestedComments: true,
  returnEndsComment: true,
  spaces: '',
  bodies: [
    { of: 'function', form: 'atomic' },
    { of: 'procedure', form: 'atomic' },
    { of: 'rule', form: 'parentheses' },
  ],
  forbidden: [
    ...transaction.map((words) => ({ words, of: 'transaction' }) as const),
    ...session.map((words) => ({ words, of: 'session' }) as const),
  ],
}
