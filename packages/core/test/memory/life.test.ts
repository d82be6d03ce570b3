import { expect, onTestFinished, test } from 'vitest'
import { memory, open } from '../../src/index.ts'
import { failureOf, gate, opened } from './opened.ts'

const withCode = (code: string): unknown => expect.objectContaining({ code })

test('memory() gives each open an empty database of its own', async () => {
  const backend = memory()
  const [first, second] = [await open(backend), await open(backend)]
  await first.keyValue('a').set('x', 1)
  expect(await second.keyValue('a').has('x')).toBe(false)
  expect(first.backend).toBe('memory')
  expect(first.facts).toMatchObject({ durability: 'none', system: 'memory' })
  expect((await first.ping()).latency).toBeGreaterThanOrEqual(0)
  await Promise.all([first.close(), second.close()])
})

test('db.close() refuses new work at once and waits for running work', async () => {
  const db = await opened()
  const end = gate()
  const kv = db.keyValue<number>('a')
  const running = db.transaction(async (tx) => {
    await end.wait
    await tx.keyValue('a').set('x', 1)
    return tx.keyValue('a').get('x')
  })
  const queued = kv.set('y', 1)
  const closing = db.close()
  expect(db.close()).toBe(closing)
  for (const call of [
    () => kv.get('x'),
    () => kv.set('x', 1),
    () => db.transaction(() => Promise.resolve()),
    () => db.ping(),
  ]) {
    await expect(call()).rejects.toEqual(withCode('closed'))
  }
  end.open()
  expect(await running).toBe(1)
  expect(await queued).toMatchObject({ ok: true })
  await closing
})

test('db.close() rolls back what is still running when the time to drain is over', async () => {
  const db = await opened()
  const running = db.transaction(() => gate().wait)
  const queued = db.keyValue('a').set('x', 1)
  const failures = Promise.all([failureOf(() => running), failureOf(() => queued)])
  await db.close({ drain: 0 })
  expect(await failures).toEqual([withCode('closed'), withCode('closed')])
})

test('a listing goes on until close() and then throws closed', async () => {
  const db = await opened()
  const kv = db.keyValue<number>('a')
  await kv.setMany([
    ['x', 1],
    ['y', 1],
  ])
  const listing = kv.list()[Symbol.asyncIterator]()
  expect(await listing.next()).toMatchObject({ done: false })
  await db.close()
  await expect(listing.next()).rejects.toEqual(withCode('closed'))
})

test('await using closes the database', async () => {
  const db = await open(memory())
  await db[Symbol.asyncDispose]()
  await expect(db.keyValue('a').get('x')).rejects.toEqual(withCode('closed'))
})

test('no message, log or error holds a value', async () => {
  const events: string[] = []
  const db = await opened({ log: (event) => void events.push(JSON.stringify(event)) })
  const kv = db.keyValue<unknown>('a')
  await kv.set('secret-key', 'secret-value')
  await expect(kv.increment('secret-key')).rejects.not.toThrow(/secret/)
  await expect(kv.set('secret\u0000', 1)).rejects.not.toThrow(/secret/)
  await expect(kv.set('x', { y: 'secret\u0000' })).rejects.not.toThrow(/secret/)
  await db.transaction((tx) => tx.keyValue('a').set('secret-key', 'secret-value'))
  expect(events.join()).toContain('committed')
  expect(events.join()).not.toContain('secret')
})

test('a log function that throws breaks no work, and is reported as a warning of the process', async () => {
  const warnings: Error[] = []
  const note = (warning: Error): void => void warnings.push(warning)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  const db = await opened({
    log: () => {
      throw new Error('the log is broken')
    },
  })
  expect(await db.transaction((tx) => tx.keyValue('a').set('x', 1))).toMatchObject({ ok: true })
  await new Promise(setImmediate)
  expect(warnings.map(({ message }) => message)).toContain('The log function threw: Error: the log is broken')
})
