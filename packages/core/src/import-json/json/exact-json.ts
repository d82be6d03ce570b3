import type { JsonNumber } from './json-number.ts'

/**
 * A JSON value without loss. A number is a `number` where that holds it exactly, a `bigint` where it is a whole number beyond
 * ±(2^53 − 1), and else a `JsonNumber`, which keeps its text. −0 is −0.
 */
export type ExactJson =
  | null
  | boolean
  | number
  | bigint
  | string
  | JsonNumber
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson }
