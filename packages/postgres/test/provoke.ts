import type { Harness, Provocation, Stage } from '@holdfast/conformance'
import { open, sql, type Database } from '@holdfast/core'
import { postgres } from '../src/index.ts'
import { place } from './places.ts'

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('It should have failed')
}

const openError = (url: URL): Promise<unknown> => thrownBy(() => open(postgres(url.href)))

/** An open database that the work may harm. */
const onItsOwn = async (
  stage: Stage,
  work: (db: Database, address: string) => Promise<unknown>,
): Promise<unknown> => {
  const { address = '', backend } = await stage.fresh()
  return work(await stage.open(await backend()), address)
}

const corrupt: Provocation = (stage) =>
  onItsOwn(stage, async (db) => {
    await db.run(sql`create table damaged (v text)`)
    const row = await db.first(
      sql`select current_setting('data_directory') || '/' || pg_relation_filepath('damaged') as path`,
    )
    // By a child of the server, which may touch its files. The page has never been in its memory.
    await db.run(
      sql`copy (select 1) to program ${sql.raw(`$$cat > /dev/null; head -c 8192 /dev/urandom > '${String(row?.path)}'$$`)}`,
    )
    return thrownBy(() => db.all(sql`select * from damaged where v = ${stage.secret}`))
  })

const lockTimeout: Provocation = (stage) =>
  onItsOwn(stage, async (db, address) => {
    const rival = await stage.open(postgres(address), { schema: 'off' })
    await db.run(sql`create table locked (v text)`)
    let refused: unknown
    await db.transaction(async (tx) => {
      await tx.run(sql`lock table locked`)
      refused = await thrownBy(() =>
        rival.transaction(
          async (other) => {
            await other.run(sql`set local lock_timeout = '10ms'`)
            await other.all(sql`select * from locked where v = ${stage.secret}`)
          },
          { retries: 0 },
        ),
      )
    })
    return refused
  })

export const provoke: Harness['provoke'] = {
  'connection-lost': ({ db, secret }) =>
    thrownBy(() => db.all(sql`select ${secret}::text, pg_terminate_backend(pg_backend_pid())`)),
  corrupt,
  'disk-full': ({ db }) => thrownBy(() => db.run(sql`copy (select repeat('x', 100000)) to '/dev/full'`)),
  engine: ({ db, secret }) => thrownBy(() => db.all(sql`select no_such_function(${secret}::text)`)),
  io: ({ db, name }) =>
    thrownBy(async () => {
      const table = sql.identifier(name())
      await db.run(sql`create table ${table} (v text)`)
      await db.run(sql`copy ${table} from '/proc/self/mem'`)
    }),
  'lock-timeout': lockTimeout,
  'not-found': async (stage) => {
    const url = new URL((await stage.fresh()).address ?? '')
    url.pathname = `/${stage.name()}`
    return openError(url)
  },
  permission: async (stage) => {
    const url = new URL((await stage.fresh()).address ?? '')
    url.password = stage.secret
    return openError(url)
  },
  unsupported: async () => {
    const other = await place("encoding 'SQL_ASCII' locale_provider libc locale 'C' template template0")
    try {
      return await openError(new URL(other.address))
    } finally {
      await other.destroy()
    }
  },
}
