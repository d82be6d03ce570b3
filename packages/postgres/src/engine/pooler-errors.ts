import type { ErrorCode } from '@holdfast/core'

interface PoolerError {
  readonly code: string
  readonly routine?: string
  readonly message: string
}

/** PgBouncer gives nearly everything one SQLSTATE, and never translates its words. */
const meanings: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^database .* does not exist$|^no such database/, 'not-found'],
  [/authentication failed|^no such user|^auth failed|^password/, 'permission'],
  [/^no more connections allowed/, 'busy'],
]

/** Its own errors name no place in PostgreSQL's source. */
const isFromPooler = ({ code, routine }: PoolerError): boolean => code === '08P01' && routine === undefined

/** What a pooler's own error means; `undefined` for those of the server, and for those that are a broken connection. */
export const codeOfPooler = (error: PoolerError): ErrorCode | undefined =>
  isFromPooler(error) ? meanings.find(([words]) => words.test(error.message))?.[1] : undefined

/** A pooler that keeps no session was sent the settings of one. */
export const refusesSession = (error: PoolerError): boolean =>
  isFromPooler(error) && error.message.startsWith('unsupported startup parameter')
