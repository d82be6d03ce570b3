import { textFault } from './text.ts'

const deepest = 1000
// What JSON escapes, and surrogates, which may be lone; every other text is written as it is.
// oxlint-disable-next-line no-control-regex -- JSON escapes control characters
const needsCare = /["\\\u0000-\u001f\ud800-\udfff]/

/** Checks and writes in one walk, so that a getter or a proxy cannot show the check one value and the text another. */
export class JsonWriter {
  text = ''
  code: 'invalid-value' | 'too-large' = 'invalid-value'
  reason = ''
  readonly #limit: number
  readonly #path: (string | number)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** False when the value cannot be kept: then `code`, `reason` and `place()` say why. */
  write(value: unknown, depth: number): boolean {
    // A value that is shared many times over is written many times over: it must end long before it is measured.
    if (this.text.length > this.#limit) {
      this.code = 'too-large'
      return this.#refuse(`does not fit in ${this.#limit} bytes`)
    }
    switch (typeof value) {
      case 'string':
        return this.#string(value)
      case 'number':
        if (!Number.isFinite(value)) return this.#refuse('is not a finite number')
        this.text += Object.is(value, -0) ? '-0' : String(value)
        return true
      case 'boolean':
        this.text += value ? 'true' : 'false'
        return true
      case 'object':
        if (value === null) {
          this.text += 'null'
          return true
        }
        return this.#container(value, depth)
      case 'undefined':
      case 'bigint':
      case 'function':
      case 'symbol':
        break
    }
    return this.#refuse(`is of the type ${typeof value}, which JSON does not have`)
  }

  /** Where the fault lies, as a path from the value; the beginning of a very long one. */
  place(): string {
    if (this.#path.length === 0) return 'the value'
    const steps = this.#path.toReversed().slice(0, 20)
    const path = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `[${JSON.stringify(step)}]`))
    return `the value at ${path.join('')}${this.#path.length > steps.length ? '…' : ''}`
  }

  #container(value: object, depth: number): boolean {
    if (depth === deepest) return this.#refuse(`lies deeper than ${deepest} levels, or contains itself`)
    if (Array.isArray(value)) return this.#array(value, depth)
    return this.#object(value, depth)
  }

  #array(value: readonly unknown[], depth: number): boolean {
    if (!isPlainArray(value)) return this.#refuse('is an instance of a class')
    this.text += '['
    const { length } = value
    for (let index = 0; index < length; index++) {
      if (index > 0) this.text += ','
      if (!this.write(value[index], depth + 1)) return this.#at(index)
    }
    this.text += ']'
    return Object.keys(value).length === length || this.#refuse('is an array with properties of its own')
  }

  #object(value: object, depth: number): boolean {
    if (!isPlainObject(value)) return this.#refuse('is an instance of a class')
    if (Object.getOwnPropertySymbols(value).length > 0) return this.#refuse('has a symbol for a key')
    let before = '{'
    for (const key of Object.keys(value)) {
      this.text += before
      before = ','
      if (!this.#string(key)) return this.#at(key.toWellFormed())
      this.text += ':'
      if (!this.write(Reflect.get(value, key), depth + 1)) return this.#at(key)
    }
    this.text += before === '{' ? '{}' : '}'
    return true
  }

  #string(value: string): boolean {
    if (!needsCare.test(value)) {
      this.text += `"${value}"`
      return true
    }
    const fault = textFault(value)
    if (fault !== undefined) return this.#refuse(`cannot be kept: ${fault}`)
    this.text += JSON.stringify(value)
    return true
  }

  #refuse(reason: string): false {
    this.reason = reason
    return false
  }

  #at(step: string | number): false {
    this.#path.push(step)
    return false
  }
}

/** Also one from another realm, as a test runner's: only an `Array.prototype` is both an array and two steps from the end. */
function isPlainArray(value: readonly unknown[]): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Array.prototype || Array.isArray(prototype)
}

/** Without a prototype, or with the `Object.prototype` of any realm. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  )
}
