import type { ExactJson } from './exact-json.ts'
import { JsonNumber } from './json-number.ts'

/** Whether it has properties, which neither a list nor a number has. */
export const isJsonObject = (value: ExactJson): value is { readonly [key: string]: ExactJson } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
