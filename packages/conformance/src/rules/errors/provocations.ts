import { defineWorkflow, open, sql, type Capability, type ErrorCode } from '@holdfast/core'
import { deferred } from '../../deferred.ts'
import { run } from '@holdfast/core/migration'
import { failureOf } from '../../failures.ts'
import type { Provocation } from '../../harness.ts'
import { openAt } from '../../suite.ts'

/** Makes a table with these columns, and gives the error of the statement that is made for it. */
const onTable =
  (
    columns: string,
    statement: (table: ReturnType<typeof sql>, secret: string) => ReturnType<typeof sql>,
  ): Provocation =>
  async ({ db, name, secret }) => {
    const table = sql.identifier(name())
    await db.run(sql`create table ${table} (${sql.raw(columns)})`)
    try {
      const insert = statement(table, secret)
      if (columns.includes('primary key')) await db.run(sql`insert into ${table} (id) values (${secret})`)
      return await failureOf(() => db.run(insert))
    } finally {
      await db.run(sql`drop table ${table}`)
    }
  }

const foreignKey: Provocation = async ({ db, name, secret }) => {
  const parent = sql.identifier(name())
  const child = sql.identifier(name())
  await db.run(sql`create table ${parent} (id text primary key)`)
  await db.run(sql`create table ${child} (parent text references ${parent} (id))`)
  try {
    return await failureOf(() => db.run(sql`insert into ${child} values (${secret})`))
  } finally {
    await db.run(sql`drop table ${child}`)
    await db.run(sql`drop table ${parent}`)
  }
}

/** Long enough for anything that does not wait for somebody else. */
const patience = 400

/** Holds more and more transactions open, until one does not get what it needs to begin. */
const busy: Provocation = async ({ db, name, secret }) => {
  const store = name()
  const goOn = deferred()
  const held: Promise<unknown>[] = []
  let error: unknown
  for (let count = 0; error === undefined && count < 300; count += 1) {
    const wrote = deferred()
    const transaction = db.transaction(
      async (tx) => {
        await tx.keyValue(store).set(`k${count}`, secret)
        wrote.resolve()
        await goOn.promise
      },
      { acquireTimeout: patience },
    )
    const failed = transaction.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    held.push(failed)
    error = await Promise.race([wrote.promise, failed])
  }
  goOn.resolve()
  await Promise.all(held)
  return error
}

/** A rival commits between the read and the write of a transaction. */
const serialization: Provocation = async ({ db, name, secret }) => {
  const store = name()
  await db.keyValue(store).set('k', 'before')
  const read = deferred()
  const rival = read.promise.then(() =>
    db.keyValue(store).set('k', 'rival', { signal: AbortSignal.timeout(patience) }),
  )
  return failureOf(() =>
    db.transaction(
      async (tx) => {
        await tx.keyValue(store).get('k')
        read.resolve()
        await rival
        await tx.keyValue(store).set('k', secret)
      },
      { retries: 0 },
    ),
  )
}

/** Two transactions take the same two rows in opposite orders. */
const deadlock: Provocation = async ({ db, name, secret }) => {
  const store = name()
  await db.keyValue(store).setMany([
    ['a', 0],
    ['b', 0],
  ])
  const both = [deferred(), deferred()]
  const take = (mine: number, keys: readonly string[]): Promise<unknown> =>
    db.transaction(
      async (tx) => {
        await tx.keyValue(store).set(keys[0] ?? '', secret)
        both[mine]?.resolve()
        await Promise.race([
          both[1 - mine]?.promise,
          new Promise((resolve) => setTimeout(resolve, patience * 2)),
        ])
        await tx.keyValue(store).set(keys[1] ?? '', secret)
      },
      { retries: 0, acquireTimeout: patience },
    )
  const results = await Promise.allSettled([take(0, ['a', 'b']), take(1, ['b', 'a'])])
  return results.find((result) => result.status === 'rejected')?.reason
}

/** Codes that the suite raises by itself, with stores or SQL that every engine knows. */
export const provocations: Partial<Record<ErrorCode, Provocation>> = {
  aborted: ({ db, name, secret }) =>
    failureOf(() =>
      db.transaction(async (tx) => {
        await failureOf(() => tx.run(sql`insert into ${sql.identifier(name())} values (${secret})`))
        await tx.keyValue('errors').get(secret)
      }),
    ),
  busy,
  cancelled: ({ db, secret }) =>
    failureOf(() =>
      db.transaction((tx) => tx.keyValue('errors').set('k', secret), { signal: AbortSignal.abort() }),
    ),
  check: onTable(
    "v text check (v <> 'never' and length(v) < 3)",
    (table, secret) => sql`insert into ${table} values (${secret})`,
  ),
  closed: async (stage) => {
    const place = await stage.fresh()
    const db = await stage.open(await place.backend())
    await db.close()
    return failureOf(() => db.keyValue('errors').set('k', stage.secret))
  },
  conflict: async ({ db, name, secret }) => {
    const store = db.keyValue<string>(name())
    await store.set('k', secret)
    let round = 0
    return failureOf(() =>
      store.update('k', async (value) => {
        await store.set('k', `${secret} ${(round += 1)}`)
        return value
      }),
    )
  },
  deadlock,
  duplicate: onTable(
    'id text primary key',
    (table, secret) => sql`insert into ${table} (id) values (${secret})`,
  ),
  'foreign-key': foreignKey,
  'invalid-value': ({ db, secret }) =>
    failureOf(() => db.keyValue<unknown>('errors').set('k', { a: secret, b: [secret, Number.NaN] })),
  overlap: async ({ db, name, secret }) => {
    const rules = db.rules(name())
    await rules.put(secret, secret, { from: 0 })
    return failureOf(() => rules.put(secret, secret, { from: 1 }))
  },
  'lease-lost': async ({ db, name, secret }) => {
    const locks = db.locks(name())
    const lease = await locks.acquire(secret, { owner: secret.slice(0, 60) })
    await lease.release()
    return failureOf(() => locks.confirm(lease))
  },
  failed: async ({ db, name, secret }) => {
    const flows = db.workflows(name())
    const fails = defineWorkflow('fails', async (_run, _input: string) => {
      throw new RangeError('no')
    })
    const handle = await flows.start(fails, secret)
    await flows.drain([fails])
    return failureOf(() => handle.result())
  },
  replay: async ({ db, name, secret }) => {
    const flows = db.workflows(name())
    const begun = defineWorkflow('changed', async (run, _input: string) => run.waitFor('go'))
    const changed = defineWorkflow('changed', async (run, _input: string) => run.step('new', () => secret))
    const handle = await flows.start(begun, secret)
    await flows.drain([begun])
    await flows.signal(handle.id, 'go', secret)
    await flows.drain([changed])
    return failureOf(() => handle.result())
  },
  migration: ({ db, name, secret }) => {
    const table = name()
    const insert = run('insert', async (tx) => {
      await tx.run(sql`insert into ${sql.identifier(table)} values (${secret})`)
    })
    const up = [`create table ${table} (id varchar(200) primary key)`, insert, insert]
    return failureOf(() => db.migrate({ ledger: name(), migrations: [{ version: 1, name: 'one', up }] }))
  },
  'no-column': onTable('v text', (table, secret) => sql`update ${table} set missing_column = ${secret}`),
  'no-table': ({ db, name, secret }) =>
    failureOf(() => db.run(sql`insert into ${sql.identifier(name())} values (${secret})`)),
  'not-installed': ({ name }) => failureOf(() => open(`nothing${name().replaceAll('_', '')}:file.db`)),
  'not-null': onTable(
    'v text not null, w text',
    (table, secret) => sql`insert into ${table} (w) values (${secret})`,
  ),
  'out-of-range': async ({ db, name }) => {
    const store = db.keyValue<number>(name())
    await store.set('k', Number.MAX_SAFE_INTEGER)
    return failureOf(() => store.increment('k'))
  },
  overloaded: async ({ db, name, secret }) => {
    // More than may wait at a time, in one turn.
    const store = db.keyValue(name())
    const results = await Promise.allSettled(
      Array.from({ length: 12_000 }, (_, index) => store.set(`k${index}`, secret)),
    )
    await store.clear()
    return results.find((result) => result.status === 'rejected')?.reason
  },
  'read-only': ({ db, secret }) =>
    failureOf(() => db.transaction((tx) => tx.keyValue('errors').set('k', secret), { readOnly: true })),
  schema: async (stage) => {
    const place = await stage.fresh()
    return failureOf(() => openAt(place, { schema: 'check' }))
  },
  serialization,
  syntax: ({ db, secret }) => failureOf(() => db.all(sql`selec ${secret} form nothing`)),
  timeout: ({ db, secret }) =>
    failureOf(() =>
      db.transaction(
        async (tx) => {
          await tx.keyValue('errors').set('k', secret)
          await new Promise(() => undefined)
        },
        { timeout: 20 },
      ),
    ),
  'too-large': ({ db, secret, name }) => failureOf(() => db.keyValue(name()).get(secret.repeat(100))),
  unsupported: async ({ db, fresh, open: openBackend }) => {
    const lacking = Object.entries(db.capabilities).find(([, isThere]) => !isThere)?.[0]
    if (lacking === undefined) return undefined
    const backend = await (await fresh()).backend()
    return failureOf(() => openBackend(backend, { requires: [lacking as Capability] }))
  },
}
