import {
  boolean as either,
  constantFrom,
  integer as whole,
  option,
  record,
  uniqueArray,
  type Arbitrary,
} from 'fast-check'
import type { ColumnKind } from '@holdfast/core'

/** A column of a table that is drawn at random: data, so that one can be changed and compared. */
export interface ColumnDesign {
  readonly name: string
  readonly kind: ColumnKind
  readonly precision: number
  readonly nullable: boolean
  readonly unique: boolean
  readonly default: boolean
  readonly collation: boolean
}

export interface TableDesign {
  readonly columns: readonly ColumnDesign[]
  readonly key: 'text' | 'integer' | 'uuid' | 'bytes'
  readonly composite: boolean
  readonly tenant: boolean
  readonly timestamps: boolean
  readonly softDelete: boolean
  readonly version: boolean
  readonly index: boolean
  readonly partial: boolean
  readonly check: boolean
  readonly reference: 'restrict' | 'cascade' | 'set-null' | 'self' | null
}

export const kinds: readonly ColumnKind[] = [
  'text',
  'enum',
  'integer',
  'bigint',
  'real',
  'decimal',
  'boolean',
  'timestamp',
  'date',
  'json',
  'bytes',
  'uuid',
]

/** Plain names, words of SQL, letters that engines fold, and what has to be quoted. */
const name = constantFrom('a', 'camelCase', 'order', 'überall', `it's "x"`, 'a b', 'x_1', 'Select')

export const columnDesign: Arbitrary<ColumnDesign> = record({
  name,
  kind: constantFrom(...kinds),
  precision: whole({ min: 3, max: 12 }),
  nullable: either(),
  unique: either(),
  default: either(),
  collation: either(),
})

export const tableDesign: Arbitrary<TableDesign> = record({
  columns: uniqueArray(columnDesign, { selector: (column) => column.name, minLength: 1, maxLength: 6 }),
  key: constantFrom('text', 'integer', 'uuid', 'bytes'),
  composite: either(),
  tenant: either(),
  timestamps: either(),
  softDelete: either(),
  version: either(),
  index: either(),
  partial: either(),
  check: either(),
  reference: option(constantFrom('restrict', 'cascade', 'set-null', 'self'), { nil: null }),
})
