import { quote } from './quote.ts'

/** Columns of a table that refer to a key of the same table. */
export interface OwnReference {
  readonly columns: readonly string[]
  readonly keys: readonly string[]
}

/** The texts that fill a table that refers to itself. */
export interface Rounds {
  readonly start: readonly string[]
  /** To be repeated until `ready` gives no row. */
  readonly round: readonly string[]
  readonly ready: string
  readonly end: readonly string[]
}

/**
 * The engine looks for the row that a reference names among those of earlier statements only, so rows that refer to rows of the same insert
 * are refused. Here a row is inserted when those it refers to are there. Tables are qualified and quoted; nobody changes `source` meanwhile.
 */
export const insertInRounds = (
  source: string,
  target: string,
  columns: readonly string[],
  own: readonly OwnReference[],
): Rounds => {
  const list = columns.map(quote).join(', ')
  const conditions = own.map(({ columns, keys }) => {
    const same = keys.map((key, index) => `t.${quote(key)} = c.${quote(columns[index]!)}`).join(' and ')
    const none = columns.map((column) => `c.${quote(column)} is null`).join(' or ')
    return `(${none} or exists (select 1 from ${target} t where ${same}))`
  })
  return {
    start: [`create or replace temp table holdfast_pending as select rowid as place from ${source}`],
    round: [
      `create or replace temp table holdfast_ready as select place from holdfast_pending join ${source} c on c.rowid = place where ${conditions.join(' and ')}`,
      `insert into ${target} (${list}) select ${list} from ${source} where rowid in (select place from holdfast_ready)`,
      `delete from holdfast_pending where place in (select place from holdfast_ready)`,
    ],
    ready: 'select 1 from holdfast_ready limit 1',
    end: ['drop table temp.holdfast_pending', 'drop table temp.holdfast_ready'],
  }
}
