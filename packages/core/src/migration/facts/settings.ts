import type { Maintenance, SessionSetting, StatementChange } from '../../contracts/statement-facts.ts'
import type { Cursor } from './cursor.ts'

/** Behind `set`. */
export const set = (cursor: Cursor): StatementChange => {
  // Of the transaction at hand; that of a session has other words behind it.
  if (cursor.word() === 'transaction') return { kind: 'transaction' }
  const scope = cursor.acceptOne('local', 'session', 'global', 'variable')
  if (cursor.accept('constraints'))
    return { kind: 'set', name: 'constraints', value: cursor.rest(), local: true }
  if (cursor.accept('time', 'zone'))
    return { kind: 'set', name: 'timezone', value: cursor.rest(), local: scope === 'local' }
  let name = cursor.name().key
  while (cursor.acceptSymbol('.')) name += `.${cursor.name().key}`
  if (!cursor.acceptSymbol('=')) cursor.accept('to')
  return { kind: 'set', name, value: cursor.rest(), local: scope === 'local' }
}

/** Behind `reset`. */
export const reset = (cursor: Cursor): SessionSetting => ({
  kind: 'set',
  name: cursor.accept('time', 'zone') ? 'timezone' : cursor.rest().toLowerCase(),
  local: false,
})

/** Behind `pragma`. */
export const pragma = (cursor: Cursor): SessionSetting => {
  const name = cursor.objectName().key
  const value = cursor.acceptSymbol('=')
    ? cursor.rest()
    : cursor.symbol() === '('
      ? cursor.group().rest()
      : undefined
  return { kind: 'pragma', name, ...(value === undefined ? {} : { value }), local: false }
}

const optionWords = [
  'full',
  'freeze',
  'verbose',
  'analyze',
  'concurrently',
  'materialized',
  'view',
  'table',
  'index',
  'schema',
  'database',
  'system',
]

/** Behind `vacuum`, `analyze`, `reindex`, `cluster`, `refresh` or `checkpoint`. */
export const maintenance = (kind: Maintenance['kind'], cursor: Cursor): Maintenance => {
  const options: string[] = []
  if (cursor.symbol() === '(') {
    const group = cursor.group()
    for (; !group.atEnd; group.skip()) if (group.word() !== '') options.push(group.word())
  }
  for (let word = cursor.acceptOne(...optionWords); word !== ''; word = cursor.acceptOne(...optionWords))
    options.push(word)
  const named = cursor.isName && cursor.word() !== 'into' && cursor.word() !== 'using'
  const name = named ? cursor.objectName() : undefined
  if (cursor.has('into')) options.push('into')
  return { kind, options, ...(name === undefined ? {} : { name }) }
}
