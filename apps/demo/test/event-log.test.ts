import { expect, test } from 'vitest'
import { EventLog } from '../server/event-log.ts'

const collect = async (log: EventLog<string>, from: number, signal = new AbortController().signal) => {
  const seen: (readonly [number, string])[] = []
  for await (const event of log.follow(from, signal)) seen.push(event)
  return seen
}

test('EventLog.follow() shows what was before, what comes after, and ends with the log', async () => {
  const log = new EventLog<string>()
  log.add('a')
  const early = collect(log, 0)
  await Promise.resolve()
  log.add('b')
  log.end()
  expect(await early).toEqual([
    [0, 'a'],
    [1, 'b'],
  ])
})

test('EventLog.follow() goes on at the position that a reader names', async () => {
  const log = new EventLog<string>()
  for (const event of ['a', 'b', 'c']) log.add(event)
  log.end()
  expect(await collect(log, 2)).toEqual([[2, 'c']])
  expect(await collect(log, 99)).toEqual([])
})

test('EventLog.follow() ends when the reader leaves, while nothing happens', async () => {
  const left = new AbortController()
  const waiting = collect(new EventLog<string>(), 0, left.signal)
  await Promise.resolve()
  left.abort()
  expect(await waiting).toEqual([])
})
