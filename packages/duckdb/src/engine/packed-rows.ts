import type { Bound, PackedRows, PortableColumn } from '@holdfast/core'
import { columnType } from '../columns.ts'

/** How the values of a column travel in JSON, and what makes them of it again. */
interface Packing {
  readonly type: 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN'
  readonly pack?: (value: Exclude<Bound, null>) => unknown
  readonly unpack?: (packed: string) => string
}

const text: Packing = { type: 'VARCHAR' }

const packings: Readonly<Record<PortableColumn['kind'], Packing>> = {
  text,
  enum: text,
  integer: { type: 'BIGINT' },
  // As text, because JSON is written of numbers and read from digits.
  bigint: { type: 'VARCHAR', pack: String },
  real: { type: 'DOUBLE' },
  decimal: text,
  boolean: { type: 'BOOLEAN' },
  timestamp: {
    type: 'BIGINT',
    pack: (value) => (value as Date).getTime(),
    unpack: (packed) => `make_timestamptz(${packed} * 1000)`,
  },
  date: text,
  json: text,
  bytes: {
    type: 'VARCHAR',
    pack: (value) => {
      const { buffer, byteOffset, byteLength } = value as Uint8Array
      return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
    },
    unpack: (packed) => `from_base64(${packed})`,
  },
  uuid: text,
}

/**
 * A list for each column in one JSON text. A statement with a parameter for each value took seven times as long, and this one is kept prepared for any
 * number of rows.
 */
export const packedRows: PackedRows = {
  most: 4096,
  select: (columns, placeholder) => {
    const shape = columns.map(({ kind }, index) => `"c${index}":["${packings[kind].type}"]`).join(',')
    const lists = columns.map((_, index) => `unnest(j.c${index}) as c${index}`).join(', ')
    const values = columns.map((column, index) => {
      const { unpack = (packed: string) => packed } = packings[column.kind]
      return `cast(${unpack(`u.c${index}`)} as ${columnType(column).ddl})`
    })
    return (
      `select ${values.join(', ')} from (select ${lists} from ` +
      `(select from_json_strict(${placeholder}::varchar, '{${shape}}') as j)) as u`
    )
  },
  pack: (columns, rows) => {
    const lists = columns.map(({ kind }, index) => {
      const { pack } = packings[kind]
      const values = rows.map((row) => {
        const value = row[index]!
        return value === null || pack === undefined ? value : pack(value)
      })
      return `"c${index}":${JSON.stringify(values)}`
    })
    return `{${lists.join(',')}}`
  },
}
