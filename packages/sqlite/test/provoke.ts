import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Harness, Provocation, Stage } from '@holdfast/conformance'
import { open, sql } from '@holdfast/core'
import type { Database } from '@holdfast/core'
import { sqlite } from '../src/index.ts'
import { thrownBy } from './thrown-by.ts'

/** A file of its own, which the work may harm. */
async function onFile(work: (file: string) => Promise<unknown>): Promise<unknown> {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-sqlite-'))
  try {
    return await work(join(directory, 'test.db'))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const openError = (file: string, options = {}): Promise<unknown> =>
  thrownBy(() => open(sqlite(file, options)))

async function table(db: Database, stage: Stage): Promise<string> {
  const name = stage.name()
  await db.run(sql`create table ${sql.identifier(name)} (id integer primary key, a text)`)
  return name
}

const corrupt: Provocation = (stage) =>
  onFile(async (file) => {
    const first = await stage.open(sqlite(file))
    const name = await table(first, stage)
    await first.run(sql`insert into ${sql.identifier(name)} (a) values (${stage.secret.repeat(2_000)})`)
    await first.close()
    const descriptor = openSync(file, 'r+')
    // The last pages hold the long value; those of the schema stay whole, or the file could not even be opened.
    const pages = fstatSync(descriptor).size / 4_096
    for (let page = pages - 6; page < pages; page++)
      writeSync(descriptor, new Uint8Array(4_096).fill(0xff), 0, 4_096, page * 4_096)
    closeSync(descriptor)
    const damaged = await stage.open(sqlite(file), { schema: 'off' })
    return thrownBy(() => damaged.all(sql`select a from ${sql.identifier(name)} where a <> ${stage.secret}`))
  })

const diskFull: Provocation = (stage) =>
  onFile(async (file) => {
    const db = await stage.open(sqlite(file))
    const name = await table(db, stage)
    await db.run(sql`pragma max_page_count = 1`)
    return thrownBy(() =>
      db.run(sql`insert into ${sql.identifier(name)} (a) values (${stage.secret.repeat(10_000)})`),
    )
  })

const busy: Provocation = (stage) =>
  onFile(async (file) => {
    const [one, two] = [await stage.open(sqlite(file)), await stage.open(sqlite(file))]
    const name = sql.identifier(await table(one, stage))
    const insert = sql`insert into ${name} (a) values (${stage.secret})`
    let refused: unknown
    await one.transaction(async (tx) => {
      await tx.run(insert)
      refused = await thrownBy(() =>
        two.transaction(async (other) => void (await other.run(insert)), { acquireTimeout: 30, retries: 0 }),
      )
    })
    return refused
  })

const permission: Provocation = () =>
  onFile((file) => {
    writeFileSync(file, '')
    chmodSync(file, 0)
    return openError(file)
  })

/** For root no file is forbidden. */
export const isRoot: boolean = process.geteuid?.() === 0

export const provoke: Harness['provoke'] = {
  busy,
  corrupt,
  'disk-full': diskFull,
  engine: (stage) => thrownBy(() => stage.db.all(sql`select no_such_function(${stage.secret}) as a`)),
  io: () => onFile((file) => openError(join(file, '..'))),
  'not-found': () => onFile((file) => openError(file, { readOnly: true })),
  ...(isRoot ? {} : { permission }),
  'read-only': (stage) =>
    onFile(async (file) => {
      const writer = await stage.open(sqlite(file))
      const name = sql.identifier(await table(writer, stage))
      await writer.close()
      const reader = await stage.open(sqlite(file, { readOnly: true }))
      return thrownBy(() => reader.run(sql`insert into ${name} (a) values (${stage.secret})`))
    }),
}
