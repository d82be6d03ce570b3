import type { Rule, RulesOptions } from '../contracts/rules.ts'
import type { StandardSchema } from '../contracts/standard-schema.ts'
import { decodeJson, encodeJson } from '../door/json.ts'
import { checkOptions } from '../door/options.ts'
import { applySchema, checkSchema } from '../door/schema.ts'
import type { RowValues, StoredRow } from '../rows/row-store.ts'
import { openEnd } from './instant.ts'

/**
 * A record of a rule. It is written once, and only `superseded_at` changes, once. With an empty rule_id it is the head of a scope, which every change of
 * its rules puts first, or the horizon of the store; neither is a rule.
 */
export interface RuleRow extends RowValues {
  readonly type: string
  readonly rule: string
  readonly scope: string
  readonly priority: number
  readonly valid_from: number
  readonly valid_until: number
  readonly rule_id: string
  /** The number of the record in its scope. In a head the last one that was given; in the horizon the instant before which nothing is known. */
  readonly seq: number | null
  /** In a head that of the last record. */
  readonly recorded_at: number | null
  readonly superseded_at: number
  /** JSON. */
  readonly body: string | null
}

export type RuleRecord = StoredRow<RuleRow>

export const isRule = ({ values }: RuleRecord): boolean => values.rule_id !== ''

/** Between bodies and what is stored: the schema, then JSON. */
export class RuleCodec<B> {
  readonly #schema: StandardSchema<B> | undefined
  readonly #valueBytes: number

  constructor(options: RulesOptions<B> | undefined, valueBytes: number, action: string) {
    checkOptions(options, ['schema'], action)
    this.#schema = checkSchema(options?.schema, action)
    this.#valueBytes = valueBytes
  }

  async encode(body: B, action: string): Promise<string> {
    const checked: unknown = this.#schema === undefined ? body : await applySchema(this.#schema, body, action)
    return encodeJson(checked, this.#valueBytes, action)
  }

  async rule({ values }: RuleRecord, action: string): Promise<Rule<B>> {
    const body = decodeJson(values.body ?? 'null')
    return {
      id: values.rule_id,
      type: values.type,
      key: values.rule,
      scope: values.scope,
      priority: values.priority,
      from: new Date(values.valid_from),
      ...(values.valid_until === openEnd ? {} : { until: new Date(values.valid_until) }),
      body: this.#schema === undefined ? (body as B) : await applySchema(this.#schema, body, action),
      recordedAt: new Date(values.recorded_at ?? 0),
      ...(values.superseded_at === openEnd ? {} : { supersededAt: new Date(values.superseded_at) }),
    }
  }

  rules(records: readonly RuleRecord[], action: string): Promise<Rule<B>[]> {
    return Promise.all(records.map((record) => this.rule(record, action)))
  }
}
