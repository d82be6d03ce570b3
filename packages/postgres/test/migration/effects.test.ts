import type { Asked } from '@holdfast/conformance/migrations'
import { watchEffects, type Effects } from '@holdfast/core'
import { expect, test } from 'vitest'
import { dialect as dialectOf } from '../../src/dialect.ts'
import { openDriver } from '../../src/driver.ts'
import { settings } from '../../src/options.ts'
import { freshDatabase, name, run as runOn } from '../drivers.ts'
import { asked } from './asked.ts'

const dialect = dialectOf(undefined)
const nothing: Effects = { rewritten: [], rebuilt: [], locks: [] }

/** What a text does to the tables `a` and `b`, in a transaction that is rolled back. */
const effectsOf = async ({ ask, run }: Asked, text: string): Promise<Effects | undefined> => {
  await run('begin')
  const end = await watchEffects(ask, dialect)
  for (const one of text.split(';')) await run(one)
  const found = await end()
  await run('rollback')
  return found
}

const cases: readonly (readonly [text: string, expected: Partial<Effects>])[] = [
  ['select * from a', {}],
  ['update a set n = 1', {}],
  [
    'create table c (id int references a)',
    { locks: [{ table: 'a', mode: 'ShareRowExclusiveLock', blocks: 'writes' }] },
  ],
  ['create index on a (n)', { locks: [{ table: 'a', mode: 'ShareLock', blocks: 'writes' }] }],
  [
    'alter table a add column c text',
    { locks: [{ table: 'a', mode: 'AccessExclusiveLock', blocks: 'reads' }] },
  ],
  [
    'alter table a alter t type varchar(100)',
    { locks: [{ table: 'a', mode: 'AccessExclusiveLock', blocks: 'reads' }] },
  ],
  [
    'alter table a alter n type bigint',
    {
      rewritten: ['a'],
      rebuilt: ['a_n', 'a_pkey'],
      locks: [{ table: 'a', mode: 'AccessExclusiveLock', blocks: 'reads' }],
    },
  ],
  [
    'alter table a add column c uuid default gen_random_uuid()',
    {
      rewritten: ['a'],
      rebuilt: ['a_n', 'a_pkey'],
      locks: [{ table: 'a', mode: 'AccessExclusiveLock', blocks: 'reads' }],
    },
  ],
  [
    'alter table b validate constraint b_a_fkey',
    { locks: [{ table: 'b', mode: 'ShareUpdateExclusiveLock', blocks: 'definitions' }] },
  ],
  ['reindex index a_n', { rebuilt: ['a_n'], locks: [{ table: 'a', mode: 'ShareLock', blocks: 'writes' }] }],
  [
    'drop table b; create table b (a int)',
    {
      rewritten: ['b'],
      locks: ['a', 'b'].map((table) => ({ table, mode: 'AccessExclusiveLock', blocks: 'reads' })),
    },
  ],
  [
    'create table c (id int); alter table c add column d text; drop table c; drop table b',
    { locks: ['a', 'b'].map((table) => ({ table, mode: 'AccessExclusiveLock', blocks: 'reads' })) },
  ],
]

test('watchEffects() tells what PostgreSQL rewrites and which locks it takes, also to a plain role', async () => {
  const url = new URL(await freshDatabase())
  const role = name('plain')
  const admin = await openDriver(settings({ url: url.href, max: 1 }))
  try {
    await runOn(admin, `create role ${role} login password 'x'`)
    await runOn(admin, `grant all on schema public to ${role}`)
    url.username = role
    url.password = 'x'
    const bench = await asked({ url: url.href })
    await bench.run('create table a (id int primary key, n int, t varchar(10))')
    await bench.run('create index a_n on a (n)')
    await bench.run('create table b (a int)')
    await bench.run('alter table b add foreign key (a) references a not valid')
    for (const [text, expected] of cases)
      expect([text, await effectsOf(bench, text)]).toStrictEqual([text, { ...nothing, ...expected }])
    await bench.run('begin')
    await bench.run('alter table a add column c int')
    const end = await watchEffects(bench.ask, dialect)
    await bench.run('alter table a add column d int')
    // What was held already is no more waiting.
    expect(await end()).toStrictEqual(nothing)
    await bench.run('rollback')
    await bench.run('drop table b, a')
    await runOn(admin, `revoke all on schema public from ${role}`)
    await runOn(admin, `drop role ${role}`)
  } finally {
    await admin.close()
  }
})
