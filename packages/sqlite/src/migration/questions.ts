import { statement, type Statement } from '@holdfast/core'

/** Which of the connection's databases: the file, or the tables that it alone sees. */
export type Place = 'main' | 'temp'

const objects = { main: 'sqlite_schema', temp: 'sqlite_temp_schema' } as const

/** The tables that a virtual table keeps its data in are its own affair. */
const tables = (place: Place): string => `
  select s.name, l.wr, l.strict, s.sql from ${objects[place]} s
  join pragma_table_list l on l.schema = '${place}' and l.name = s.name
  where s.type = 'table' and l.type in ('table', 'virtual') and s.name not like 'sqlite\\_%' escape '\\' order by s.name`

// A pragma as a table is asked for every name in one statement; without its place it would look in another database too.
const columns = (place: Place): string => `
  select s.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
  from ${objects[place]} s join pragma_table_xinfo(s.name, '${place}') c
  where s.type = 'table' order by s.name, c.cid`

const indexes = (place: Place): string => `
  select s.name, l.name, l."unique", l.origin, i.sql, c.cid, c.name, c."desc", c.coll
  from ${objects[place]} s join pragma_index_list(s.name, '${place}') l join pragma_index_xinfo(l.name, '${place}') c
  left join ${objects[place]} i on i.type = 'index' and i.name = l.name
  where s.type = 'table' and c.key = 1 and l.origin in ('c', 'u') order by s.name, l.seq desc, c.seqno`

// The engine counts them from the last one in the text.
const foreignKeys = (place: Place): string => `
  select s.name, f.id, f."table", f."from", f."to", f.on_delete, f.on_update
  from ${objects[place]} s join pragma_foreign_key_list(s.name, '${place}') f
  where s.type = 'table' order by s.name, f.id desc, f.seq`

const others = (place: Place): string => `
  select type, name, tbl_name, sql from ${objects[place]} where type in ('view', 'trigger') order by name`

/** In the order in which `schemaOf` takes the answers. */
export const questions = (place: Place): readonly Statement[] =>
  [tables, columns, indexes, foreignKeys, others].map((question) => statement(question(place)))
