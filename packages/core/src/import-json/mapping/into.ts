import type { AnyTable } from '../../contracts/table.ts'
import { checkOptions } from '../../door/options.ts'
import { requireTable } from '../../door/table.ts'
import type { ExactJson } from '../json/exact-json.ts'
import { isShape, shapes } from '../reading/shape.ts'
import { defaultBack, defaultRows } from './default-mapping.ts'
import type {
  AnyRow,
  JsonMapping,
  JsonSource,
  MappingOptions,
  PlainMapping,
  TableMapping,
  Tables,
  TablesMapping,
} from './mapping.ts'

const action = 'map JSON into a table'
const common = ['shape', 'ignore', 'absent', 'tenant']

/**
 * Says into which table the records of a file go, and how they come back. Without `rows` and `back`, each property of a record is the column of the same
 * name: texts, numbers and truth values as they are, a `timestamp()` as `toISOString` writes it, `bytes()` as base64, anything in a `json()`
 * column, and in the shape `entries` the key as primary key.
 */
export const into = <T extends AnyTable, V = ExactJson>(
  table: T,
  mapping: PlainMapping | TableMapping<T, V> = {},
): JsonMapping => {
  const schema = requireTable(table, action)
  checkMapping(mapping)
  const tables = [{ name: '', table }]
  if (mapping.rows === undefined && mapping.back === undefined) {
    return {
      tables,
      options: mapping,
      rows: (value, source) => ({ '': [defaultRows(schema, value, source)] }),
      back: (given, source) => defaultBack(schema, given['']?.[0] ?? {}, source),
    }
  }
  const { rows, back } = checkWays(mapping)
  return {
    tables,
    options: mapping,
    rows: (value, source) => ({ '': [rows(value, source)].flat() as readonly AnyRow[] }),
    back: back === false ? false : (given, source) => back(given[''] ?? [], source),
  }
}

/** The same for records that become rows of several tables, by a name for each: what others refer to comes first. */
export const intoTables = <const M extends Tables, V = ExactJson>(
  tables: M,
  mapping: TablesMapping<M, V>,
): JsonMapping => {
  const list = Object.entries(tables).map(([name, table]) => ({ name, table }))
  if (list.length === 0) throw new TypeError(`Cannot ${action}: name a table`)
  for (const { table } of list) requireTable(table, action)
  checkMapping(mapping)
  const { rows, back } = checkWays(mapping)
  return { tables: list, options: mapping, rows: rows as JsonMapping['rows'], back }
}

interface Ways {
  readonly rows: (value: unknown, source: JsonSource) => unknown
  readonly back: ((rows: unknown, source: JsonSource) => unknown) | false
}

const checkWays = (mapping: object): Ways => {
  const { rows, back } = mapping as Partial<Ways>
  if (typeof rows !== 'function') throw new TypeError(`Cannot ${action}: "rows" must be a function`)
  if (back === false || typeof back === 'function') return { rows, back }
  throw new TypeError(`Cannot ${action}: "back" must be a function, or false to import without proof`)
}

const checkMapping = (mapping: MappingOptions): void => {
  checkOptions(mapping, [...common, 'rows', 'back'], action)
  const { shape, ignore, absent, tenant } = mapping
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
