import type { Dialect, SourceColumn } from '../../database/dialect.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import type { Update } from '../../database/update.ts'
import type { Upsert } from '../../database/upsert.ts'
import type { KeySpace } from './key-space.ts'

/** The key of every keyed operation: the first of its given columns. */
export const givenKey: SourceColumn = { name: 'new_key', type: 'text' }

/** How what is given is spelt where a statement speaks of it. Its name must be no column of the table. */
export type Given = (column: SourceColumn) => string

/** An insert that becomes an update of the row with this key. In `update` and `when`, `t` is that row and `excluded` the new one. */
export interface KeyedUpsert extends Pick<Upsert, 'update' | 'when'> {
  /** What an operation brings, beside the key. */
  readonly given: readonly SourceColumn[]
  /** What is given counts only where this row of another table of the store's is found; it is locked then, so that it stays so until the commit. */
  readonly behind?: Behind
  /** Each column of a new row beside its key, and its value. */
  readonly row: (given: Given) => Readonly<Record<string, string>>
  /** Columns that come back behind the key. Left out, nothing comes back, and who was there is not known. */
  readonly returning?: readonly string[]
  /** Whether the texts speak of the time. Default true. */
  readonly timed?: boolean
  /** Whether its commit need not wait for the disk; see `Statement.relaxed`. Default false. */
  readonly relaxed?: boolean
}

/** A row `g` of another table, found by one of the columns that are given. */
export interface Behind {
  readonly table: string
  readonly key: SourceColumn
  readonly condition: (given: Given) => string
}

/** An insert of rows whose keys are known to be new. Nothing comes back. */
export interface KeyedInsert {
  readonly given: readonly SourceColumn[]
  /** Each column of a new row beside its key, and its value, from what is given and the statement's time. */
  readonly row: (given: Given, now: string) => Readonly<Record<string, string>>
}

/** In `set` and `condition`, `t` is the row and `given` what the operation brings. */
export interface KeyedUpdate {
  readonly given: readonly SourceColumn[]
  readonly set: (given: Given) => Readonly<Record<string, string>>
  /** The row comes back only where it holds. */
  readonly condition?: (given: Given) => string
  /** Columns of the row as it is now, behind the key. */
  readonly returning?: readonly string[]
  /** Whether the texts speak of the time. Default true. */
  readonly timed?: boolean
}

export interface KeyedRemoval {
  readonly given?: readonly SourceColumn[]
  /** The row is removed, and comes back, only where it holds. */
  readonly condition?: (given: Given) => string
  /** Expressions over the columns of the row that is gone, behind the key. */
  readonly returning?: readonly string[]
  /** Whether `condition` or `returning` speak of the time. */
  readonly timed?: boolean
}

/**
 * A table whose rows are found by key, and how the keyed operations on it are spelt: the ones that travel together, each atomic alone.
 * Texts are the same for one operation and for many (see `Shape`), so they are built once for each store.
 */
export class KeyedTable {
  /** The statement's time. In a text it makes the operation a timed one. */
  readonly now: string
  readonly space: KeySpace
  readonly #dialect: Dialect
  readonly #lane: string
  readonly #name: string
  readonly #table: string
  readonly #fixed: number
  readonly #belongs: string

  constructor(dialect: Dialect, space: KeySpace, lane: string, name: string) {
    this.space = space
    this.#dialect = dialect
    this.#lane = lane
    this.#name = name
    this.#table = dialect.table(name)
    this.#fixed = space.constants.length
    this.now = dialect.now(this.#at(this.#fixed + 1))
    this.#belongs = space.belongs((position) => this.#at(position), 't')
  }

  /**
   * The columns of a row, behind its key. With `expiry`, a column of times or nulls, a server leaves out what has expired; in-thread a comparison
   * of the answer is cheaper than a predicate there, and is the caller's.
   */
  read(kind: string, columns: readonly string[], expiry?: string): Shape {
    const { key } = this.space
    const timed = expiry !== undefined && this.#dialect.time === 'server'
    const position = this.#fixed + (timed ? 2 : 1)
    const list = [key, ...columns].map((column) => `t.${column}`).join(', ')
    const select = `select ${list} from ${this.#table} t where ${this.#belongs}`
    const live = timed ? ` and (t.${expiry} is null or t.${expiry} > ${this.now})` : ''
    const many = this.#shape(kind, `${select}${this.#isOneOf(position)}${live}`, [], timed)
    return { ...many, alone: `${select}t.${key} = ${this.#at(position)}${live}` }
  }

  /** These expressions over the row `t`, behind its key. `timed` where they speak of the time. */
  look(kind: string, expressions: readonly string[], timed: boolean): Shape {
    const { key } = this.space
    const position = this.#fixed + (timed ? 2 : 1)
    const select = `select ${[`t.${key}`, ...expressions].join(', ')} from ${this.#table} t where ${this.#belongs}`
    const many = this.#shape(kind, select + this.#isOneOf(position), [], timed)
    return { ...many, alone: `${select}t.${key} = ${this.#at(position)}` }
  }

  upsert(
    kind: string,
    { given, behind, row, update, when, returning, timed = true, relaxed }: KeyedUpsert,
  ): Shape {
    const dialect = this.#dialect
    const first = this.#fixed + (timed ? 2 : 1)
    const columns = [givenKey, ...given]
    const constants = this.space.constants.map((_, index) => `cast(${this.#at(index + 1)} as text)`)
    const values = (of: Given): readonly string[] => [...constants, of(givenKey), ...Object.values(row(of))]
    const text = (source: string): string =>
      dialect.upsert({
        table: this.#table,
        columns: [...this.space.columns, ...Object.keys(row(byName))],
        key: this.space.columns,
        select: values(byName),
        source,
        ...(behind === undefined
          ? {}
          : { only: this.#isBehind(behind, first + columns.indexOf(behind.key)) }),
        ...(dialect.batch.form === 'rows' && behind === undefined
          ? { values: values((column) => this.#at(first + columns.indexOf(column))) }
          : {}),
        keys: this.#at(first),
        update,
        ...(when === undefined ? {} : { when }),
        ...(returning === undefined ? {} : { returning: [this.space.key, ...returning].join(', ') }),
      })
    const many = {
      ...this.#shape(kind, text(dialect.source(columns, first)), given, timed),
      ...(relaxed === undefined ? {} : { relaxed }),
    }
    return dialect.single === undefined ? many : { ...many, alone: text(dialect.single(columns, first)) }
  }

  insert(kind: string, { given, row }: KeyedInsert): Shape {
    const dialect = this.#dialect
    const first = this.#fixed + 2
    const columns = [givenKey, ...given]
    const names = [...this.space.columns, ...Object.keys(row(byName, this.now))].join(', ')
    const areBound = dialect.batch.form === 'rows'
    const constants = this.space.constants.map((_, index) =>
      areBound ? this.#at(index + 1) : `cast(${this.#at(index + 1)} as text)`,
    )
    const values = (of: Given, now: string): string =>
      [...constants, of(givenKey), ...Object.values(row(of, now))].join(', ')
    const into = `insert into ${this.#table} (${names})`
    if (areBound) {
      const text = (rows: number): string =>
        `${into} values ${Array.from({ length: rows }, (_, index) => {
          const from = first + index * columns.length
          return `(${values((column) => this.#at(from + columns.indexOf(column)), this.now)})`
        }).join(', ')}`
      const many = { rows: rowsTogether, text: text(rowsTogether) }
      return { ...this.#shape(kind, text(1), given, true), many }
    }
    // A subquery is computed once for all rows, an expression for each.
    const now = dialect.time === 'server' ? `(select ${this.now})` : this.now
    const text = (source: string): string => `${into} select ${values(byName, now)} from ${source} as u`
    const many = this.#shape(kind, text(dialect.source(columns, first)), given, true)
    return dialect.single === undefined ? many : { ...many, alone: text(dialect.single(columns, first)) }
  }

  update(kind: string, { given, set, condition, returning = [], timed = true }: KeyedUpdate): Shape {
    const first = this.#fixed + (timed ? 2 : 1)
    const { key } = this.space
    const assigned = (of: Given): string =>
      Object.entries(set(of))
        .map(([column, value]) => `${column} = ${value}`)
        .join(', ')
    const text = (of: Given, isFound: string, rest: Pick<Update, 'source' | 'with'>): string =>
      this.#dialect.update({
        ...rest,
        table: this.#table,
        set: assigned(of),
        where: this.#belongs + isFound,
        returning: [key, ...returning].join(', '),
        ...(condition === undefined ? {} : { when: condition(of) }),
      })
    const locked = { with: this.#lock(first) }
    const by = this.#givenAt(given, first)
    if (by !== undefined) {
      const many = text(by.list, `${this.#isOneOf(first)}${this.#isLocked}`, locked)
      const alone = text(by.alone, `t.${key} = ${this.#at(first)}`, {})
      return { ...this.#shape(kind, many, given, timed), alone }
    }
    // Joined with the new rows only, an engine may read the whole table to find the old ones.
    const found = this.#dialect.batch.form === 'arrays' ? ` and ${this.#isOneOf(first)}` : ''
    const source = this.#dialect.source([givenKey, ...given], first)
    const isGiven = `t.${key} = u.${givenKey.name}${this.#isLocked}${found}`
    return this.#shape(kind, text(byName, isGiven, { ...locked, source }), given, timed)
  }

  remove(kind: string, { given = [], condition, returning = [], timed = false }: KeyedRemoval): Shape {
    const first = this.#fixed + (timed ? 2 : 1)
    const { key } = this.space
    const back = `returning ${[key, ...returning].join(', ')}`
    const by = this.#givenAt(given, first)
    const text = (isFound: string, also: string): string =>
      `delete from ${this.#table} as t where ${this.#belongs}${isFound}${also} ${back}`
    const isFound = this.#isOneOf(first) + this.#isLocked
    if (by !== undefined) {
      const also = (of: Given): string => (condition === undefined ? '' : ` and ${condition(of)}`)
      const many = this.#lock(first) + text(isFound, also(by.list))
      const alone = text(`t.${key} = ${this.#at(first)}`, also(by.alone))
      return { ...this.#shape(kind, many, given, timed), alone }
    }
    const matching =
      condition === undefined
        ? ''
        : ` and exists (select 1 from ${this.#dialect.source([givenKey, ...given], first)} as u where u.${givenKey.name} = t.${key} and ${condition(byName)})`
    return this.#shape(kind, this.#lock(first) + text(isFound, matching), given, timed)
  }

  /** How what is given is spelt where no join is needed for it: of many by the place of the row's key among theirs, of one as it is bound. */
  #givenAt(
    given: readonly SourceColumn[],
    first: number,
  ): { readonly list: Given; readonly alone: Given } | undefined {
    const { given: spell } = this.#dialect
    if (spell === undefined) return undefined
    const among = { key: `t.${this.space.key}`, keys: this.#at(first) }
    const at = (column: SourceColumn): string => this.#at(first + 1 + given.indexOf(column))
    return {
      list: (column) => spell(at(column), column.type, among),
      alone: (column) => spell(at(column), column.type),
    }
  }

  #isBehind({ table, key, condition }: Behind, position: number): string {
    const { locks, joinsByIndex } = this.#dialect
    const belongs = this.space.belongs((at) => this.#at(at), 'g')
    const column = `g.${this.space.key}`
    const found = joinsByIndex ? '' : ` and ${this.#dialect.anyOf(column, this.#at(position))}`
    const where = `${belongs}${column} = u.${key.name}${found} and ${condition(byName)}`
    return `exists (select 1 from ${this.#dialect.table(table)} g where ${where}${locks === 'rows' ? ' for update' : ''})`
  }

  get #locks(): boolean {
    return this.#dialect.locks === 'rows'
  }

  // Rows are locked in key order first: two statements that lock them in different orders deadlock.
  #lock(position: number): string {
    const { key } = this.space
    return this.#locks
      ? `with locked as materialized (select 1 from ${this.#table} t where ${this.#belongs}${this.#isOneOf(position)} order by t.${key} for update) `
      : ''
  }

  // Asked once, before the first row. Whoever compares the keys again compares each with each where nothing is known of their number.
  get #isLocked(): string {
    return this.#locks ? ' and (select count(*) from locked) >= 0' : ''
  }

  /** The key of the row is that of one of the operations. */
  #isOneOf(position: number): string {
    const column = `t.${this.space.key}`
    return this.#dialect.batch.form === 'arrays'
      ? this.#dialect.anyOf(column, this.#at(position))
      : `${column} = ${this.#at(position)}`
  }

  #at(position: number): string {
    return this.#dialect.placeholder(position)
  }

  #shape(kind: string, text: string, given: readonly SourceColumn[], timed: boolean): Shape {
    return {
      lane: this.#lane,
      id: `${this.#lane} ${kind}`,
      summary: `${kind} ${this.#name}`,
      text,
      constants: this.space.constants,
      timed,
      columns: [givenKey, ...given],
    }
  }
}

/** Calling an engine in-thread costs as much as inserting a row; a statement of this many rows costs little more than its rows. */
const rowsTogether = 32

const byName: Given = ({ name }) => `u.${name}`
