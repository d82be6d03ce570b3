import { Unclear, type Cursor } from './cursor.ts'

/** Kinds of objects, the longer before those that they begin with. */
const kinds = `
  materialized view, foreign table, foreign data wrapper, constraint trigger, event trigger, text search configuration, text search dictionary,
  text search parser, text search template, operator class, operator family, access method, user mapping, procedural language, view, trigger,
  function, procedure, routine, aggregate, macro, type, domain, sequence, schema, database, extension, policy, rule, role, user, group, server,
  publication, subscription, collation, cast, operator, statistics, language, secret, tablespace, transform, conversion, table, index`
  .trim()
  .split(/,\s+/)
  .map((kind) => kind.split(' '))

/** Passes over the words that say what kind of object it is, and gives them. */
export const objectKind = (cursor: Cursor): string => {
  const kind = kinds.find((words) => cursor.accept(...words))
  if (kind === undefined) throw new Unclear()
  return kind.join(' ')
}
