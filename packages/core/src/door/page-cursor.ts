import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { TableSchema } from '../contracts/table.ts'
import { HoldfastError } from '../errors.ts'
import type { ColumnValue } from './column-value.ts'
import type { OrderItem } from './order.ts'
import type { Predicate } from './predicate.ts'
import { decodeValue, encodeValue } from './portable-text.ts'

/** What a page is a part of. A cursor is good for the same one only. */
export interface PageSelection {
  readonly schema: TableSchema
  readonly tenant: string | undefined
  readonly where: Predicate
  readonly order: readonly OrderItem[]
  readonly visibility: string
  /** Signs cursors, so that nobody can make one up. */
  readonly secret: string | undefined
}

const fingerprintLength = 12
const signatureLength = 22

/** The position of a row as a token that is safe in a URL: a format version, what it belongs to, and the values of the order's columns. */
export function encodePageCursor(values: readonly ColumnValue[], selection: PageSelection): string {
  const body = JSON.stringify(values.map(encodeValue))
  const text = `1${fingerprint(selection)}${Buffer.from(body).toString('base64url')}`
  return selection.secret === undefined ? text : text + signature(text, selection.secret)
}

/** The values of a cursor. Throws `TypeError` for what is no string, `invalid-value` for one that no page of this selection gave out. */
export function decodePageCursor(
  cursor: unknown,
  selection: PageSelection,
  action: string,
): readonly ColumnValue[] {
  if (typeof cursor !== 'string') throw new TypeError(`Cannot ${action}: the cursor must be a string`)
  const { secret, order } = selection
  const text = secret === undefined ? cursor : cursor.slice(0, -signatureLength)
  if (secret !== undefined && !isSigned(text, cursor.slice(-signatureLength), secret)) {
    throw refused(action, 'the cursor was not signed by this application')
  }
  if (text.slice(0, 1 + fingerprintLength) !== `1${fingerprint(selection)}`) {
    throw refused(action, 'the cursor belongs to another query, table or tenant')
  }
  const values = read(text.slice(1 + fingerprintLength), order)
  // Base64 has several spellings of one text: only ours is good.
  if (values === undefined || encodePageCursor(values, selection) !== cursor)
    throw refused(action, 'the cursor is damaged')
  return values
}

function read(encoded: string, order: readonly OrderItem[]): readonly ColumnValue[] | undefined {
  try {
    const body: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString())
    if (!Array.isArray(body) || body.length !== order.length) return undefined
    return order.map(({ column }, index) => decodeValue(column, body[index]))
  } catch {
    // What it says came from outside: every fault in it is the same one.
    return undefined
  }
}

/** A page asks for it four times: to check its cursor, and to make two. */
const fingerprints = new WeakMap<PageSelection, string>()

function fingerprint(selection: PageSelection): string {
  let known = fingerprints.get(selection)
  if (known === undefined) fingerprints.set(selection, (known = makeFingerprint(selection)))
  return known
}

function makeFingerprint({ schema, tenant, where, order, visibility }: PageSelection): string {
  const orders = order.map(({ column, direction, nulls }) => [column.property, direction, nulls])
  const text = JSON.stringify([schema.name, tenant ?? null, canonical(where), orders, visibility])
  return hash('sha256', text, 'base64url').slice(0, fingerprintLength)
}

const canonical = (predicate: Predicate): unknown => {
  if (predicate.op === 'and' || predicate.op === 'or') return [predicate.op, predicate.of.map(canonical)]
  if (predicate.op === 'not') return ['not', canonical(predicate.of)]
  const { op, column, ...rest } = predicate as Exclude<Predicate, { readonly op: 'and' | 'or' | 'not' }>
  return [op, column.property, JSON.stringify(rest, plain)]
}

/** Before `JSON.stringify` turns a date into a text of its own. */
function plain(this: unknown, key: string): unknown {
  const value = (this as Record<string, unknown>)[key]
  return typeof value === 'bigint' || value instanceof Date || value instanceof Uint8Array
    ? encodeValue(value)
    : value
}

const signature = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url').slice(0, signatureLength)

const isSigned = (text: string, given: string, secret: string): boolean => {
  const expected = Buffer.from(signature(text, secret))
  const actual = Buffer.from(given)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

const refused = (action: string, reason: string): HoldfastError =>
  new HoldfastError('invalid-value', `Cannot ${action}: ${reason}`)
