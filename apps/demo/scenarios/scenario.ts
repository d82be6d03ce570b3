import type { Bindable, Json, Key } from '@holdfast/core'

/** A column as every engine spells it. */
export type PortableType = 'text' | 'bigint'

export interface InputStore {
  readonly name: string
  readonly entries: readonly (readonly [Key, Json])[]
}

export interface InputTable {
  readonly name: string
  readonly columns: Readonly<Record<string, PortableType>>
  readonly rows: readonly Readonly<Record<string, Bindable>>[]
}

export interface Example {
  readonly title: string
  readonly text: string
}

/** What a visitor loads: the same data as key-value entries and as rows. */
export interface Input {
  readonly summary: string
  readonly stores: readonly InputStore[]
  readonly tables: readonly InputTable[]
  /** The first is the statement that the comparison times. */
  readonly examples: readonly [Example, ...Example[]]
}

export interface Scenario {
  readonly id: string
  readonly title: string
  /** Reads the input below `root`. Throws `InputMissing` with words for the visitor when there is none. */
  read(root: string): Promise<Input>
}

export class InputMissing extends Error {
  override readonly name = 'InputMissing'
}
