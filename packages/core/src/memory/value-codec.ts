import type { Entry } from '../contracts/key-value.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { StandardSchema } from '../contracts/standard-schema.ts'
import { decodeJson, encodeJson } from '../door/json.ts'
import { decodeKey } from '../door/key.ts'
import { applySchema } from '../door/schema.ts'
import type { Row } from './row.ts'

/** Values of one handle as they are stored and back: what is read is always a fresh copy. */
export class ValueCodec<V> {
  readonly #schema: StandardSchema<V> | undefined
  readonly #valueBytes: number

  constructor(schema: StandardSchema<V> | undefined, valueBytes: number) {
    this.#schema = schema
    this.#valueBytes = valueBytes
  }

  encode(value: unknown, action: string): MaybePromise<string> {
    if (this.#schema === undefined) return encodeJson(value, this.#valueBytes, action)
    const output = applySchema(this.#schema, value, action)
    return output instanceof Promise
      ? output.then((late) => encodeJson(late, this.#valueBytes, action))
      : encodeJson(output, this.#valueBytes, action)
  }

  decode(text: string, action: string): MaybePromise<V> {
    const value = decodeJson(text)
    // Without a schema the type parameter is the caller's word.
    return this.#schema === undefined ? (value as V) : applySchema(this.#schema, value, action)
  }

  async entry(encodedKey: string, row: Row, action: string): Promise<Entry<V>> {
    return {
      key: decodeKey(encodedKey),
      value: await this.decode(row.value, action),
      version: row.version,
      createdAt: new Date(row.createdAt),
      updatedAt: new Date(row.updatedAt),
      ...(row.expiresAt === null ? {} : { expiresAt: new Date(row.expiresAt) }),
    }
  }
}
