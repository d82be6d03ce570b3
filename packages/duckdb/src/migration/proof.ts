import { statement, type ProofForm, type StoredColumn } from '@holdfast/core'
import { isGenerated } from '../engine/is-generated.ts'
import { literal } from '../engine/literal.ts'
import { quote, table } from '../engine/quote.ts'
import { castTest } from './cast-test.ts'

/** How what tables hold is proved on DuckDB: by its own hash, in one statement. */
export const proof: ProofForm = {
  columnsOf: (name) =>
    statement(
      `select c.column_name, c.data_type, ${reference} from duckdb_columns() c left join duckdb_tables() t using (database_name, table_oid) where c.database_name = current_database() and c.schema_name = 'main' and c.table_name = $1 and not c.internal and ${isGenerated} is not true order by c.column_index`,
      [name],
    ),
  measure: (name, columns) => {
    const types = columns.map(({ type, former }) => former?.type ?? type).join('|')
    const values = columns.flatMap(hashed).join(', ')
    // It begins with the types, so that 1 of one type is not 1 of another; and the second is no repetition of the first.
    const sum = (salt: string): string =>
      `coalesce(sum(hash(hash(${literal(`${salt} ${types}`)}${values === '' ? '' : `, ${values}`}))), 0)`
    const tests = columns.flatMap(comesBack)
    const rows = tests.length === 0 ? 'count(*)' : `count(*) filter (where ${tests.join(' and ')})`
    return statement(`select ${rows}, ${sum('first')}, ${sum('second')} from ${table(name)}`)
  },
  castTest,
}

/** The column of the same table to which a column refers. */
const reference = `(select any_value(referenced_column_names[1]) from duckdb_constraints() k where k.table_oid = c.table_oid and k.database_name = c.database_name and k.constraint_type = 'FOREIGN KEY' and k.referenced_table = c.table_name and len(k.constraint_column_names) = 1 and k.constraint_column_names[1] = c.column_name)`

/** The engine's hash tells every value of these from every other. */
const exact =
  /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|VARCHAR|JSON|BOOLEAN|BLOB|DATE|UUID|TIME|TIMESTAMP(?:_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE|DECIMAL\(\d+,\s*\d+\))$/

/**
 * What is hashed of a column. The engine's hash takes 0.0 for -0.0, a month for thirty days, [[1], [2]] for [[1, 2]] and an
 * empty list for null; of an enum it takes the number. Their texts differ.
 */
const hashed = ({ name, type: now, former }: StoredColumn): readonly string[] => {
  const type = former?.type ?? now
  const column = former === undefined ? quote(name) : `try_cast(${quote(name)} as ${type})`
  if (exact.test(type)) return [column]
  if (type === 'DOUBLE' || type === 'FLOAT') return [column, `signbit(${column})`]
  const text = `${column}::varchar`
  return type.startsWith('UNION(') ? [`union_tag(${column})::varchar`, text] : [text]
}

/** Whether a row's value comes back from its former type as it is. */
const comesBack = ({ name, type, former }: StoredColumn): readonly string[] => {
  const column = quote(name)
  if (former === undefined) return []
  return [
    `try_cast(try_cast(${column} as ${former.type}) as ${type})::varchar is not distinct from ${column}::varchar`,
  ]
}
