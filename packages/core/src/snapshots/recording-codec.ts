import type { Period, Recording, Snapshot, SnapshotsOptions } from '../contracts/snapshots.ts'
import type { StandardSchema } from '../contracts/standard-schema.ts'
import { decodeJson, encodeJson } from '../door/json.ts'
import { checkOptions } from '../door/options.ts'
import { applySchema, checkSchema } from '../door/schema.ts'
import type { RowValues, StoredRow } from '../rows/row-store.ts'
import { spanOf } from './period.ts'

/** What a row of a snapshot holds; the two parts are JSON. */
export interface SnapshotRow extends RowValues {
  readonly period: string
  readonly type: string
  readonly label: string
  readonly period_start: number
  readonly metrics: string | null
  readonly forecast: string | null
}

/** Between what is recorded and what is stored: the schemas, then JSON. */
export class RecordingCodec<M, F> {
  readonly #schemas: {
    readonly metrics: StandardSchema<M> | undefined
    readonly forecast: StandardSchema<F> | undefined
  }
  readonly #valueBytes: number

  constructor(options: SnapshotsOptions<M, F> | undefined, valueBytes: number, action: string) {
    checkOptions(options, ['schema', 'forecastSchema'], action)
    this.#schemas = {
      metrics: checkSchema(options?.schema, action),
      forecast: checkSchema(options?.forecastSchema, action),
    }
    this.#valueBytes = valueBytes
  }

  async encode(
    recording: Recording<M, F>,
    action: string,
  ): Promise<Pick<SnapshotRow, 'metrics' | 'forecast'>> {
    if (typeof recording !== 'object' || recording === null)
      throw new TypeError(`Cannot ${action}: give an object with metrics, forecast or both`)
    checkOptions(recording, ['metrics', 'forecast'], action)
    const { metrics, forecast } = recording
    if (metrics === undefined && forecast === undefined)
      throw new TypeError(`Cannot ${action}: give metrics, forecast or both`)
    return {
      metrics: await this.#encode(this.#schemas.metrics, metrics, action),
      forecast: await this.#encode(this.#schemas.forecast, forecast, action),
    }
  }

  async snapshot(
    { values, createdAt, updatedAt }: StoredRow<SnapshotRow>,
    { action }: { readonly action: string },
  ): Promise<Snapshot<M, F>> {
    const period = values.period as Period
    const { label, start, end } = spanOf(period, values.label, action)
    const metrics = await this.#decode(this.#schemas.metrics, values.metrics, action)
    const forecast = await this.#decode(this.#schemas.forecast, values.forecast, action)
    return {
      period,
      type: values.type,
      label,
      start: new Date(start),
      end: new Date(end),
      ...(metrics === undefined ? {} : { metrics }),
      ...(forecast === undefined ? {} : { forecast }),
      createdAt,
      updatedAt,
    }
  }

  async #encode<V>(
    schema: StandardSchema<V> | undefined,
    value: V | undefined,
    action: string,
  ): Promise<string | null> {
    if (value === undefined) return null
    const checked: unknown = schema === undefined ? value : await applySchema(schema, value, action)
    return encodeJson(checked, this.#valueBytes, action)
  }

  async #decode<V>(
    schema: StandardSchema<V> | undefined,
    text: string | null,
    action: string,
  ): Promise<V | undefined> {
    if (text === null) return undefined
    const value = decodeJson(text)
    return schema === undefined ? (value as V) : applySchema(schema, value, action)
  }
}
