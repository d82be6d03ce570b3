import { measureTable, statement, withCopy, type Ask } from '@holdfast/core'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { dialect } from '../../src/dialect.ts'
import { connect, openDriver, scratchFile } from '../scratch.ts'
import { asked } from './asked.ts'

const manyRows = `insert into t (v) with recursive c (i) as (select 1 union all select i + 1 from c where i < 20000) select zeroblob(400) || i from c`

test('withCopy() copies a file of SQLite while another connection writes to it, as it was when it began', async () => {
  const file = scratchFile()
  const { ask, run, driver } = await asked(file)
  await run(`create table t (id integer primary key, v)`)
  await run(manyRows)
  const before = await measureTable(ask, dialect, 't')
  const stranger = await connect(await openDriver(file), 'write')
  const { copies } = driver
  let written = 0
  const writing = setInterval(() => {
    // The engine answers in this thread, so it is done when it returns.
    void stranger.execute(statement('insert into t (v) values (1)'))
    written += 1
  }, 0)
  try {
    await copies.make(`${file}.copy`)
  } finally {
    clearInterval(writing)
  }
  expect(written).toBeGreaterThan(3)
  const copy = await openDriver(`${file}.copy`)
  const there = await connect(copy, 'write')
  const askCopy: Ask = async (toSend) => (await there.execute(toSend)).rows
  expect(await measureTable(askCopy, dialect, 't')).toStrictEqual(before)
  expect(await askCopy(statement('pragma integrity_check'))).toStrictEqual([['ok']])
})

test('withCopy() copies a database in memory into a file, which has the settings of a file', async () => {
  const { ask, run, driver } = await asked(':memory:')
  await run(`create table t (id integer primary key, v)`)
  await run(`insert into t values (7, 'x')`)
  const before = await measureTable(ask, dialect, 't')
  await withCopy(
    driver,
    async (copy) => {
      expect(copy.facts).toMatchObject({ durability: 'full' })
      const there = await copy.acquire('write', { deadline: performance.now() + 5_000 })
      expect(
        await measureTable(async (toSend) => (await there.execute(toSend)).rows, dialect, 't'),
      ).toStrictEqual(before)
      await there.release()
    },
    { folder: dirname(scratchFile()) },
  )
})

test('withCopy() removes the copies of processes of this host that are gone, and leaves those of others', async () => {
  const { driver } = await asked(':memory:')
  const folder = dirname(scratchFile())
  const { pid: gone } = spawnSync(process.execPath, ['--version'])
  const ours = `holdfast-copy-${hostname().replaceAll(/\W/g, '_')}`
  const kept = [
    `${ours}-${process.ppid}-abcdef`,
    `holdfast-copy-another-${gone}-abcdef`,
    'holdfast-copy-abcdef',
  ]
  for (const name of [`${ours}-${gone}-abcdef`, ...kept]) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'app.db'), 'x')
  }
  const during = await withCopy(driver, async () => readdirSync(folder), { folder })
  expect(during).toHaveLength(kept.length + 1)
  expect(readdirSync(folder).toSorted()).toStrictEqual(kept.toSorted())
})
