import { sql, type Session } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { collect } from '../../failures.ts'

/** What the cases read and write: numbers by name. */
export interface Cells {
  get(name: string): Promise<number | undefined>
  set(name: string, value: number): Promise<unknown>
  /** Both of the first two with one statement, as `a,b`. */
  both(): Promise<string>
  /** The names of those that three divides. */
  divisibleByThree(): Promise<string>
}

/** Where the numbers are kept. */
export interface Medium {
  readonly name: 'entries' | 'rows'
  /** Puts a = 10 and b = 20 there, and resolves with how a session or transaction reaches them. */
  prepare(context: Context): Promise<(session: Session) => Cells>
}

const first = { a: 10, b: 20 }

const entries: Medium = {
  name: 'entries',
  prepare: async (context) => {
    await context.store<number>().setMany(Object.entries(first))
    return (session) => {
      const store = session.keyValue<number>('items')
      return {
        get: (name) => store.get(name),
        set: (name, value) => store.set(name, value),
        both: async () => (await store.getMany(['a', 'b'])).join(),
        divisibleByThree: async () =>
          (await collect(store.list()))
            .filter(({ value }) => value % 3 === 0)
            .map(({ key }) => key)
            .join(),
      }
    }
  },
}

const rows: Medium = {
  name: 'rows',
  prepare: async (context) => {
    const table = sql.identifier(await context.table('name varchar(10) primary key, value integer not null'))
    const insert = (session: Session, name: string, value: number): Promise<unknown> =>
      session.run(sql`insert into ${table} (name, value) values (${name}, ${value})`)
    for (const [name, value] of Object.entries(first)) await insert(context.session, name, value)
    return (session) => {
      const names = async (query: ReturnType<typeof sql>, column: 'name' | 'value'): Promise<string> =>
        (await session.all(query)).map((row) => row[column]).join()
      return {
        get: async (name) => {
          const row = await session.first(sql`select value from ${table} where name = ${name}`)
          return row === undefined ? undefined : Number(row['value'])
        },
        set: async (name, value) => {
          const { affected } = await session.run(
            sql`update ${table} set value = ${value} where name = ${name}`,
          )
          if (affected === 0) await insert(session, name, value)
        },
        both: () => names(sql`select value from ${table} where name in ('a', 'b') order by name`, 'value'),
        divisibleByThree: () =>
          names(sql`select name from ${table} where value % 3 = 0 order by name`, 'name'),
      }
    }
  },
}

export const media: readonly Medium[] = [entries, rows]
