import type { Driver, Notices } from '@holdfast/core'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { driverOn, freshDatabase, run, testDriver } from './drivers.ts'

const noticesOf = (driver: Driver): Notices => {
  if (driver.notices === undefined) throw new Error('The driver hears nothing')
  return driver.notices
}

/** A channel with how often it was heard, and a wait for the next time. */
const hear = (driver: Driver, channel: string) => {
  let count = 0
  let told: () => void = () => undefined
  const stop = noticesOf(driver).listen(channel, () => {
    count += 1
    told()
  })
  return {
    stop,
    count: () => count,
    next: () =>
      new Promise<void>((resolve) => {
        told = resolve
      }),
  }
}

/** The channel of whoever listens in this database. */
const listening = `select substring(query from 'listen (\\w+)') from pg_stat_activity
  where datname = current_database() and query like 'listen %'`

test('tell() is heard by another open database, once it listens', async () => {
  const [one, other] = [await testDriver(), await testDriver()]
  const heard = hear(one, 'jobs')
  // The first word says that it listens now, and may have missed something before.
  await heard.next()
  const next = heard.next()
  noticesOf(other).tell('jobs')
  await next
  expect(heard.count()).toBe(2)
})

test('tell() is not heard by the one that tells, on another channel, in another schema, or after the listening has ended', async () => {
  const [one, other, elsewhere] = [
    await testDriver(),
    await testDriver(),
    await testDriver({ schema: 'elsewhere' }),
  ]
  const [heard, ended] = [hear(one, 'jobs'), hear(one, 'ended')]
  await heard.next()
  ended.stop()
  const before = ended.count()
  noticesOf(one).tell('jobs')
  noticesOf(elsewhere).tell('jobs')
  noticesOf(other).tell('other')
  noticesOf(other).tell('ended')
  const next = heard.next()
  noticesOf(other).tell('jobs')
  await next
  expect([heard.count(), ended.count()]).toEqual([2, before])
})

test('tell() sends nothing to a channel to which nobody listens', async () => {
  const url = await freshDatabase()
  const [one, other, control] = [await driverOn({ url }), await driverOn({ url }), await driverOn({ url })]
  await hear(one, 'jobs').next()
  const { rows } = await run(other, listening)
  const channel = String(rows[0]?.[0])
  // It takes no part in the agreement, so it hears whatever is sent.
  const spy = new Client({ connectionString: url })
  await spy.connect()
  onTestFinished(() => spy.end())
  let overheard = 0
  spy.on('notification', () => {
    overheard += 1
  })
  await spy.query(`listen ${channel}`)
  const checked = hear(control, 'control')
  await checked.next()
  const tell = async (): Promise<number> => {
    const next = checked.next()
    noticesOf(other).tell('jobs')
    noticesOf(other).tell('control')
    await next
    await spy.query('select 1')
    return overheard
  }
  expect(await tell()).toBe(1)
  await one.close()
  expect(await tell()).toBe(1)
})

test('listen() is mended after its connection was terminated, and says that words may have been missed', async () => {
  const url = await freshDatabase()
  const [one, other] = [await driverOn({ url }), await driverOn({ url })]
  const heard = hear(one, 'jobs')
  await heard.next()
  const again = heard.next()
  await run(
    other,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
  )
  await again
  const next = heard.next()
  noticesOf(other).tell('jobs')
  await next
  expect(heard.count()).toBe(3)
})
