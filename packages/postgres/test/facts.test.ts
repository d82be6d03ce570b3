import { startPostgres } from '@holdfast/postgres-server'
import { expect, test } from 'vitest'
import { driverOn, freshDatabase, run, testDriver } from './drivers.ts'

const synchronousCommit = "select current_setting('synchronous_commit')"

test('facts tell version, durability and what was read back', async () => {
  const { facts } = await testDriver()
  expect(facts).toMatchObject({
    engine: 'PostgreSQL',
    durability: 'full',
    details: {
      synchronous_commit: 'on',
      fsync: true,
      full_page_writes: true,
      in_recovery: false,
      pooler: 'none',
    },
    system: 'postgresql',
    namespace: 'postgres',
  })
  expect(Number.parseInt(facts.version, 10)).toBeGreaterThanOrEqual(13)
  expect(JSON.stringify(facts)).not.toContain('password')
})

test("durability 'normal' switches synchronous_commit off, and the facts say so", async () => {
  const driver = await testDriver({ durability: 'normal' })
  expect(driver.facts).toMatchObject({ durability: 'process', details: { synchronous_commit: 'off' } })
  expect((await run(driver, synchronousCommit)).rows).toEqual([['off']])
})

test("durability 'full' switches on what the database had switched off, and the default only reports it", async () => {
  const url = await freshDatabase()
  const admin = await driverOn({ url, max: 1 })
  await run(admin, `alter database ${new URL(url).pathname.slice(1)} set synchronous_commit = off`)
  expect((await driverOn({ url })).facts.durability).toBe('process')
  const full = await driverOn({ url, durability: 'full' })
  expect(full.facts.durability).toBe('full')
  expect((await run(full, synchronousCommit)).rows).toEqual([['on']])
})

test("durability 'full' is refused with a remedy by a server that does not sync", async () => {
  await using server = await startPostgres({ settings: { fsync: 'off' } })
  expect((await driverOn({ url: server.url })).facts.durability).toBe('process')
  const refused = driverOn({ url: server.url, durability: 'full' })
  await expect(refused).rejects.toMatchObject({ code: 'unsupported' })
  await expect(refused).rejects.toThrow('fsync = off')
})

test('a database that does not keep text as UTF-8 is refused', async () => {
  const url = await freshDatabase("encoding 'SQL_ASCII' locale_provider libc locale 'C' template template0")
  const refused = driverOn({ url })
  await expect(refused).rejects.toMatchObject({ code: 'unsupported' })
  await expect(refused).rejects.toThrow("encoding 'UTF8'")
})
