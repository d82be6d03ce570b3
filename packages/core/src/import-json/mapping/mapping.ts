import type { AnyTable, NewRow, TableRow } from '../../contracts/table.ts'
import type { ExactJson } from '../json/exact-json.ts'
import type { Shape } from '../reading/shape.ts'

/** Where a record comes from. */
export interface JsonSource {
  /** Below the folder, with `/` between the steps. */
  readonly path: string
  /** What the wildcards of the pattern stand for, in their order: the name of a profile's folder, say. */
  readonly matched: readonly string[]
  /** JSON pointer to the record; of a line its number, counted from 0. */
  readonly pointer: string
  /** The number of the record in its file, counted from 0. */
  readonly index: number
  /** The line on which it begins, counted from 1. */
  readonly line: number
  /** Its key, in the shape `entries`. */
  readonly key?: string
}

/** What all mappings say. */
export interface MappingOptions {
  /** What of a file is one record. Default: `lines` for `.jsonl` and `.ndjson`, else `value`. */
  readonly shape?: Shape
  /**
   * JSON pointers, from the record, to what need not come back from the database; a step `*` is every element or key. What they lead to is left out of
   * the comparison on both sides.
   */
  readonly ignore?: readonly string[]
  /** `null`: a property of the record that is null counts as one that is not there. Default: they differ. */
  readonly absent?: 'null'
  /** The tenant whose rows these are, for tables with `tenant()`. */
  readonly tenant?: (source: Omit<JsonSource, 'pointer' | 'index' | 'line' | 'key'>) => string
}

/** Each property is the column of the same name. */
export interface PlainMapping extends MappingOptions {
  readonly rows?: undefined
  readonly back?: undefined
}

/**
 * How records become rows of one table, and rows records again. `rows` must give the same for the same record each time; what it throws makes the
 * record a reject. A primary key of text or UUID that it leaves out is made from the place of the record, so it is the same in every run.
 */
export interface TableMapping<T extends AnyTable, V> extends MappingOptions {
  readonly rows: (value: V, source: JsonSource) => NewRow<T> | readonly NewRow<T>[]
  /** The record, from its rows in the order in which `rows` gave them: the proof. `false`: nothing is proven, and nothing can be archived. */
  readonly back: ((rows: readonly TableRow<T>[], source: JsonSource) => unknown) | false
}

export type Tables = Readonly<Record<string, AnyTable>>

/** The same for a record that becomes rows of several tables: parents come first among `tables`. */
export interface TablesMapping<M extends Tables, V> extends MappingOptions {
  readonly rows: (value: V, source: JsonSource) => { readonly [N in keyof M]?: readonly NewRow<M[N]>[] }
  readonly back:
    | ((rows: { readonly [N in keyof M]: readonly TableRow<M[N]>[] }, source: JsonSource) => unknown)
    | false
}

export type AnyRow = Readonly<Record<string, unknown>>

/** A mapping with its types checked and forgotten, made by `into`. */
export interface JsonMapping {
  readonly tables: readonly { readonly name: string; readonly table: AnyTable }[]
  readonly options: MappingOptions
  /** Rows by the name of their table. */
  readonly rows: (value: ExactJson, source: JsonSource) => Readonly<Record<string, readonly AnyRow[]>>
  readonly back: ((rows: Readonly<Record<string, readonly AnyRow[]>>, source: JsonSource) => unknown) | false
}
