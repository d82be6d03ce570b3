import type { Limits } from '../../contracts/capabilities.ts'
import type { MaybePromise } from '../../contracts/maybe-promise.ts'
import type { StandardSchema } from '../../contracts/standard-schema.ts'
import { encodeJson } from '../../door/json.ts'
import { applySchema } from '../../door/schema.ts'

/** A value as it is written: its JSON text, and the number again when it is a whole one. */
export interface Encoded {
  readonly text: string
  readonly num: number | null
}

/** What passes between the caller and the stored text: the schema, then JSON. */
export class Values<V> {
  readonly #schema: StandardSchema<V> | undefined
  readonly #limits: Limits

  constructor(schema: StandardSchema<V> | undefined, limits: Limits) {
    this.#schema = schema
    this.#limits = limits
  }

  get isChecked(): boolean {
    return this.#schema !== undefined
  }

  encode(value: V, action: string): MaybePromise<Encoded> {
    if (this.#schema === undefined) return this.#toText(value, action)
    const checked = applySchema(this.#schema, value, action)
    return checked instanceof Promise
      ? checked.then((output) => this.#toText(output, action))
      : this.#toText(checked, action)
  }

  /** The value of a reader, checked when there is a schema. */
  check(value: V, action: string): MaybePromise<V> {
    return this.#schema === undefined ? value : applySchema(this.#schema, value, action)
  }

  #toText(value: unknown, action: string): Encoded {
    return {
      text: encodeJson(value, this.#limits.valueBytes, action),
      num: Number.isSafeInteger(value) ? (value as number) : null,
    }
  }
}
