import { open, sql, type Database } from '@holdfast/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FillablePlace } from '@holdfast/conformance'
import { duckdb } from '../src/index.ts'
import { canMount, fullDisk } from './full-disk.ts'

const small = async (): Promise<{ db: Database; disk: FillablePlace }> => {
  const disk = await fullDisk()
  onTestFinished(() => disk.destroy())
  const db = await open(duckdb(disk.address!))
  onTestFinished(() => db.close())
  return { db, disk }
}

const large = sql`insert into t select range, repeat('x', 1000) || range from range(8000)`

// Only root may mount the small file system that fills up.
describe.runIf(canMount)('on a full disk', () => {
  test('a write throws disk-full and is not applied; others go on as soon as there is room', async () => {
    const { db, disk } = await small()
    await db.run(sql`create table t (n bigint, v varchar)`)
    await db.run(sql`insert into t values (1, 'kept')`)
    await disk.fill()
    await expect(db.run(large)).rejects.toMatchObject({
      code: 'disk-full',
      outcome: 'not-applied',
      retryable: false,
    })
    await expect(db.transaction((tx) => tx.run(large))).rejects.toMatchObject({ code: 'disk-full' })
    expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 1 })
    await disk.free()
    await db.run(sql`insert into t values (2, 'also')`)
    expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 2 })
  })

  test('a log that could not be written for want of room is whole: what came before and after is there when it is opened again', async () => {
    const { db, disk } = await small()
    await db.run(sql`create table t (n bigint, v varchar)`)
    await db.run(sql`insert into t values (1, 'before')`)
    await disk.fill()
    await expect(db.run(large)).rejects.toMatchObject({ code: 'disk-full' })
    await disk.free()
    await db.run(sql`insert into t values (2, 'after')`)
    await db.close()
    const again = await open(duckdb(disk.address!))
    onTestFinished(() => again.close())
    expect(await again.all(sql`select v from t order by n`)).toEqual([{ v: 'before' }, { v: 'after' }])
  })

  test('a checkpoint that finds no room makes the engine give the database up; the next use opens it again, with every row', async () => {
    const { db, disk } = await small()
    await db.run(sql`create table t (n bigint, v varchar)`)
    await db.run(
      sql`insert into t select range, md5(range::varchar) || md5((range + 1)::varchar) from range(20000)`,
    )
    await disk.fill()
    await expect(db.run(sql`checkpoint`)).rejects.toMatchObject({ code: 'disk-full' })
    expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 20_000 })
    await disk.free()
    await db.run(sql`insert into t values (1, 'after')`)
    expect(await db.first(sql`select count(*) as n from t`)).toEqual({ n: 20_001 })
  })
})
