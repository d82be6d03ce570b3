import { types } from 'node:util'
import type { ChangesPage, ChangesQuery } from '../contracts/changes.ts'
import { keepKey } from './change-value.ts'
import { keyedCall, recordCall, type KeyedCall, type RecordCall } from './record-call.ts'
import type { RecordKey } from './record-key.ts'
import type { TableUse } from './table-use.ts'

const pageOptions = ['order', 'limit', 'after', 'before'] as const
const operations = ['insert', 'update', 'soft-delete', 'restore', 'delete']

/** The rows of one record, or of all that the session may see. */
export interface RecordOf {
  readonly ns: string
  readonly entity: string
  readonly record: string
}

interface KeyedChanges extends RecordCall {
  readonly record: RecordOf
  /** As the caller gave it. */
  readonly key: unknown
}

/** What a page of change rows is asked with. */
export interface PageOf {
  readonly order: 'asc' | 'desc'
  readonly limit?: number
  readonly after?: string
  readonly before?: string
}

export const checkHistory = (
  use: TableUse,
  key: unknown,
  page: ChangesPage | undefined,
): { readonly record: RecordOf; readonly query: PageOf; readonly call: RecordCall } => {
  const call = keyedCall(use, 'read the history of a row of', key, page, pageOptions)
  return { record: recordOf(use, call.key), query: pageOf(page, call), call }
}

export const checkPage = (
  use: TableUse,
  query: ChangesQuery | undefined,
): {
  readonly where: Readonly<Record<string, unknown>>
  readonly query: PageOf
  readonly call: RecordCall
} => {
  const known = [...pageOptions, 'actor', 'operation', 'transaction', 'from', 'to']
  const call = recordCall(use, 'read the changes of', query, known)
  const { actor, operation, transaction, from, to } = query ?? {}
  if (operation !== undefined && !operations.includes(operation))
    throw new TypeError(`Cannot ${call.action}: operation must be one of ${operations.join(', ')}`)
  for (const [name, text] of Object.entries({ actor, transaction }))
    if (text !== undefined && typeof text !== 'string')
      throw new TypeError(`Cannot ${call.action}: ${name} must be a text`)
  const at = {
    ...(from === undefined ? {} : { gte: instantOf(from, `${call.action} with from`) }),
    ...(to === undefined ? {} : { lt: instantOf(to, `${call.action} with to`) }),
  }
  const { schema, tenant } = use
  return {
    where: {
      ...(schema.tenant === undefined ? { ns: '' } : tenant === undefined ? {} : { ns: tenant }),
      entity: schema.name,
      ...(actor === undefined ? {} : { actor }),
      ...(operation === undefined ? {} : { operation }),
      ...(transaction === undefined ? {} : { tx: transaction }),
      ...(Object.keys(at).length === 0 ? {} : { at }),
    },
    query: pageOf(query, call),
    call,
  }
}

export const checkAsOf = (
  use: TableUse,
  key: unknown,
  at: unknown,
  options: object | undefined,
): KeyedChanges & { readonly at: number } => {
  const call = keyedChanges(use, 'read a past row of', key, options)
  return { ...call, at: instantOf(at, call.action) }
}

export const checkDiff = (
  use: TableUse,
  key: unknown,
  from: unknown,
  to: unknown,
  options: object | undefined,
): KeyedChanges => {
  const call = keyedChanges(use, 'compare versions of a row of', key, options)
  for (const version of [from, to]) checkVersion(version, 0, call.action)
  return call
}

export const checkRevert = (
  use: TableUse,
  key: unknown,
  version: unknown,
  options: object | undefined,
): KeyedChanges => {
  const call = keyedChanges(use, 'revert a row of', key, options)
  checkVersion(version, 1, call.action)
  return call
}

const keyedChanges = (
  use: TableUse,
  verb: string,
  key: unknown,
  options: object | undefined,
): KeyedChanges => {
  const call: KeyedCall = keyedCall(use, verb, key, options)
  return { action: call.action, signal: call.signal, key, record: recordOf(use, call.key) }
}

const recordOf = ({ schema }: TableUse, { columns, values }: RecordKey): RecordOf => {
  const tenant = columns.findIndex(({ property }) => property === schema.tenant)
  return {
    ns: tenant < 0 ? '' : (values[tenant] as string),
    entity: schema.name,
    record: keepKey(values.filter((_, index): boolean => index !== tenant)),
  }
}

const pageOf = (page: ChangesPage | undefined, { action }: RecordCall): PageOf => {
  const { order = 'newest', limit, after, before } = page ?? {}
  if (order !== 'newest' && order !== 'oldest')
    throw new TypeError(`Cannot ${action}: order must be "newest" or "oldest"`)
  return {
    order: order === 'newest' ? 'desc' : 'asc',
    ...(limit === undefined ? {} : { limit }),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
  }
}

const instantOf = (value: unknown, action: string): number => {
  if (types.isDate(value) && !Number.isNaN(value.getTime())) return value.getTime()
  throw new TypeError(`Cannot ${action}: the time must be a valid Date`)
}

const checkVersion = (version: unknown, least: number, action: string): void => {
  if (typeof version !== 'number') throw new TypeError(`Cannot ${action}: a version is a number`)
  if (!Number.isSafeInteger(version) || version < least)
    throw new RangeError(`Cannot ${action}: a version is a whole number from ${least}`)
}
