import { readFile } from 'node:fs/promises'
import { sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { Running } from '../src/engine/running.ts'
import { opened } from './opened.ts'

test('with many long statements sent, two run at once, and the process still reads files quickly', async () => {
  const db = await opened()
  const controller = new AbortController()
  const long = Array.from({ length: 8 }, () =>
    db
      .all(sql`select count(*) from range(1000000000) a, range(1000) b`, { signal: controller.signal })
      .catch((error: unknown) => error),
  )
  const slowest = { milliseconds: 0 }
  for (let round = 0; round < 10; round++) {
    const start = performance.now()
    await readFile(import.meta.filename)
    slowest.milliseconds = Math.max(slowest.milliseconds, performance.now() - start)
  }
  controller.abort()
  await Promise.all(long)
  // Four long statements hold all of libuv's threads: a read then takes as long as they do, which is minutes.
  expect(slowest.milliseconds).toBeLessThan(5_000)
})

test('Running lets so many in at once, points before the others, each in order of arrival', async () => {
  const running = new Running(2)
  expect(running.enter(false)).toBeUndefined()
  expect(running.enter(true)).toBeUndefined()
  const order: string[] = []
  const wait = (name: string, point: boolean): Promise<void> =>
    running.enter(point)!.ready.then(() => void order.push(name))
  const waiting = [wait('long 1', false), wait('long 2', false), wait('point 1', true), wait('point 2', true)]
  for (let n = 0; n < 4; n++) running.leave()
  await Promise.all(waiting)
  expect(order).toEqual(['point 1', 'point 2', 'long 1', 'long 2'])
})

test('Running keeps the largest limit that an open database asks for, and goes back when that one closes', () => {
  const running = new Running(2)
  running.ask(2)
  running.ask(3)
  expect([running.enter(false), running.enter(false), running.enter(false)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  running.takeBack(3)
  running.leave()
  const turn = running.enter(false)
  expect(turn).toBeDefined()
  turn?.cancel()
  return expect(turn?.ready).rejects.toMatchObject({ code: 'cancelled' })
})
