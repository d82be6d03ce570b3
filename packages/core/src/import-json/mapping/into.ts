import type { AnyTable } from '../../contracts/table.ts'
import { checkOptions } from '../../door/options.ts'
import { requireTable, schemaOf } from '../../door/table.ts'
import type { ExactJson } from '../json/exact-json.ts'
import { isShape, shapes } from '../reading/shape.ts'
import { defaultBack, defaultRows } from './default-mapping.ts'
import type { JsonMapping, MappingOptions, TableMapping, TablesMapping } from './mapping.ts'

const action = 'map JSON into a table'
const common = ['shape', 'ignore', 'absent', 'tenant']

/**
 * Says into which table the records of a file go, and how they come back. Without `rows` and `back`, each property of a record is the column of the same
 * name: texts, numbers and truth values as they are, a `timestamp()` as `toISOString` writes it, `bytes()` as base64, anything in a `json()`
 * column, and in the shape `entries` the key as primary key. With a record of tables in place of one table, `rows` and `back` have a list for each.
 */
export function into(table: AnyTable, mapping?: MappingOptions): JsonMapping
export function into<T extends AnyTable, V = ExactJson>(table: T, mapping: TableMapping<T, V>): JsonMapping
export function into<M extends Readonly<Record<string, AnyTable>>, V = ExactJson>(
  tables: M,
  mapping: TablesMapping<M, V>,
): JsonMapping
export function into(
  target: AnyTable | Readonly<Record<string, AnyTable>>,
  mapping: MappingOptions | TableMapping<AnyTable, never> | TablesMapping<never, never> = {},
): JsonMapping {
  checkOptions(mapping, [...common, 'rows', 'back'], action)
  checkMapping(mapping)
  const { rows, back } = mapping as {
    readonly rows?: (value: ExactJson, source: object) => never
    readonly back?: ((rows: unknown, source: object) => unknown) | false
  }
  const isOne = schemaOf in target
  if (rows === undefined && back === undefined && isOne) {
    const schema = requireTable(target, action)
    return {
      tables: [{ name: '', table: target }],
      options: mapping,
      rows: (value, source) => ({ '': [defaultRows(schema, value, source)] }),
      back: (given, source) => defaultBack(schema, given['']?.[0] ?? {}, source),
    }
  }
  if (typeof rows !== 'function') throw new TypeError(`Cannot ${action}: "rows" must be a function`)
  if (back !== false && typeof back !== 'function') {
    throw new TypeError(`Cannot ${action}: "back" must be a function, or false to import without proof`)
  }
  if (isOne) {
    requireTable(target, action)
    return {
      tables: [{ name: '', table: target }],
      options: mapping,
      rows: (value, source) => ({ '': [rows(value, source)].flat() }),
      back: back === false ? false : (given, source) => back(given[''] ?? [], source),
    }
  }
  const tables = Object.entries(target as Readonly<Record<string, AnyTable>>).map(([name, table]) => ({
    name,
    table,
  }))
  if (tables.length === 0) throw new TypeError(`Cannot ${action}: name a table`)
  for (const { table } of tables) requireTable(table, action)
  return { tables, options: mapping, rows, back }
}

const checkMapping = ({ shape, ignore, absent, tenant }: MappingOptions): void => {
  if (shape !== undefined && !isShape(shape)) {
    throw new TypeError(`Cannot ${action}: "shape" must be one of ${shapes.join(', ')}`)
  }
  if (ignore?.some((pointer) => typeof pointer !== 'string' || !pointer.startsWith('/')) === true) {
    throw new TypeError(`Cannot ${action}: "ignore" takes JSON pointers, as "/cachedAt"`)
  }
  if (absent !== undefined && absent !== 'null')
    throw new TypeError(`Cannot ${action}: "absent" must be "null"`)
  if (tenant !== undefined && typeof tenant !== 'function') {
    throw new TypeError(`Cannot ${action}: "tenant" must be a function`)
  }
}
