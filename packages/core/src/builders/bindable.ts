import { types } from 'node:util'
import type { Bindable } from '../contracts/sql.ts'
import { encodeJson } from '../door/json.ts'

const largestJson = 16 * 1024 * 1024

/** An array as the text that the engine reads as one. */
export type WriteList = (items: readonly unknown[]) => string

/** The JSON text of a value; as a `WriteList` it is for an engine without arrays. Throws `invalid-value` for what JSON cannot hold. */
export const writeJson = (value: unknown): string => encodeJson(value, largestJson, 'run a query: bind JSON')

/**
 * What a builder's parameter clearly means: a plain object is JSON, an array what the engine calls one. Everything else
 * is left as it is, and the statement's own check accepts or refuses it.
 */
export const bindableOf = (value: unknown, writeList: WriteList): Bindable => {
  if (typeof value !== 'object' || value === null) return value as Bindable
  if (Array.isArray(value)) return writeList(value)
  if (isPlain(value)) return writeJson(value)
  return value as Bindable
}

export const isPlain = (value: object): boolean => {
  if (types.isDate(value) || types.isUint8Array(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
