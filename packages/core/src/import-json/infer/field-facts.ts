import type { ExactJson } from '../json/exact-json.ts'
import { JsonNumber } from '../json/json-number.ts'
import { canonicalJson } from '../json/write-json.ts'

export type JsonType = 'text' | 'number' | 'boolean' | 'array' | 'object'

/** What one property of the records of a kind was found to hold. */
export interface FieldReport {
  readonly name: string
  /** Records that have it, and those of them in which it is null. */
  readonly present: number
  readonly nulls: number
  readonly types: Readonly<Partial<Record<JsonType, number>>>
  /** Of numbers. */
  readonly smallest?: number
  readonly largest?: number
  /** Numbers with a fraction, whole ones beyond ±(2^53 − 1), those that no double holds, and −0. */
  readonly fractions: number
  readonly beyondSafe: number
  readonly inexact: number
  readonly minusZeros: number
  /** Of texts, in UTF-16 units. */
  readonly longest: number
  /** The form that all texts have. */
  readonly form?: 'instant' | 'day' | 'uuid'
  /** Texts with U+0000 or half of a surrogate pair, which no text column takes. */
  readonly unkeepable: number
  /** Different texts, where they are few. */
  readonly values?: readonly string[]
  /** No two records have the same value; undefined where there are too many to tell. */
  readonly isUnique?: boolean
}

const forms = {
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  day: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/,
} as const

type Form = keyof typeof forms

const mostValues = 12
const mostCompared = 100_000

/** Collects what a property holds, record by record. */
export class FieldFacts {
  readonly #name: string
  #present = 0
  #nulls = 0
  readonly #types: Partial<Record<JsonType, number>> = {}
  #smallest = Infinity
  #largest = -Infinity
  #fractions = 0
  #beyondSafe = 0
  #inexact = 0
  #minusZeros = 0
  #longest = 0
  #unkeepable = 0
  #forms: Form[] = ['instant', 'day', 'uuid']
  #texts: Set<string> | undefined = new Set()
  #scalars: Set<string> | undefined = new Set()
  #hasTwice = false

  constructor(name: string) {
    this.#name = name
  }

  add(value: ExactJson): void {
    this.#present += 1
    if (value === null) {
      this.#nulls += 1
      return
    }
    const type = typeOf(value)
    this.#types[type] = (this.#types[type] ?? 0) + 1
    if (type === 'text') this.#addText(value as string)
    if (type === 'number') this.#addNumber(value as number | bigint | JsonNumber)
    if (type === 'array' || type === 'object') this.#hasTwice = true
    else this.#compare(canonicalJson(value))
  }

  report(): FieldReport {
    const hasNumbers = this.#types.number !== undefined
    const form = this.#types.text === undefined ? undefined : this.#forms[0]
    const isUnique = this.#hasTwice ? false : this.#scalars === undefined ? undefined : true
    return {
      name: this.#name,
      present: this.#present,
      nulls: this.#nulls,
      types: this.#types,
      ...(hasNumbers && { smallest: this.#smallest, largest: this.#largest }),
      fractions: this.#fractions,
      beyondSafe: this.#beyondSafe,
      inexact: this.#inexact,
      minusZeros: this.#minusZeros,
      longest: this.#longest,
      ...(form !== undefined && { form }),
      unkeepable: this.#unkeepable,
      ...(this.#texts !== undefined && this.#texts.size > 0 && { values: [...this.#texts].sort() }),
      ...(isUnique !== undefined && { isUnique }),
    }
  }

  #addText(value: string): void {
    this.#longest = Math.max(this.#longest, value.length)
    if (value.includes('\u0000') || !value.isWellFormed()) this.#unkeepable += 1
    this.#forms = this.#forms.filter((form) => forms[form].test(value))
    if (this.#texts?.add(value).size === mostValues + 1) this.#texts = undefined
  }

  #addNumber(value: number | bigint | JsonNumber): void {
    const near = Number(value instanceof JsonNumber ? value.text : value)
    this.#smallest = Math.min(this.#smallest, near)
    this.#largest = Math.max(this.#largest, near)
    if (value instanceof JsonNumber) this.#inexact += 1
    else if (typeof value === 'bigint' || Math.abs(value) > Number.MAX_SAFE_INTEGER) this.#beyondSafe += 1
    else if (Object.is(value, -0)) this.#minusZeros += 1
    else if (!Number.isInteger(value)) this.#fractions += 1
  }

  #compare(text: string): void {
    if (this.#scalars === undefined || this.#hasTwice) return
    if (this.#scalars.has(text)) this.#hasTwice = true
    else if (this.#scalars.add(text).size > mostCompared) this.#scalars = undefined
  }
}

export const typeOf = (value: Exclude<ExactJson, null>): JsonType => {
  switch (typeof value) {
    case 'string':
      return 'text'
    case 'boolean':
      return 'boolean'
    case 'number':
    case 'bigint':
      return 'number'
    default:
      if (value instanceof JsonNumber) return 'number'
      return Array.isArray(value) ? 'array' : 'object'
  }
}
