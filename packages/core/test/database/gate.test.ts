import { describe, expect, test } from 'vitest'
import { hasCode } from '@holdfast/core'
import { Gate, type Leave } from '../../src/database/gate.ts'
import type { Route } from '../../src/database/driver.ts'

const soon = (): number => performance.now() + 10_000
const enter = async (gate: Gate, kind: Route, deadline = soon(), signal?: AbortSignal): Promise<Leave> =>
  gate.enter(kind, { deadline, signal }, 'work')

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('Gate', () => {
  test('enter() answers in-thread when nobody is in the way', () => {
    const gate = new Gate()
    expect(typeof gate.enter('write', { deadline: soon() }, 'work')).toBe('function')
    expect(typeof gate.enter('read', { deadline: soon() }, 'work')).toBe('function')
  })

  test('enter() never gives up before its deadline', async () => {
    const gate = new Gate()
    await enter(gate, 'write')
    const early: number[] = []
    const wait = async (milliseconds: number): Promise<void> => {
      const deadline = performance.now() + milliseconds
      const error = await enter(gate, 'write', deadline).catch((reason: unknown) => reason)
      expect(hasCode(error, 'busy')).toBe(true)
      if (performance.now() < deadline) early.push(deadline - performance.now())
    }
    // A timer ends early by the fractions that it cuts off, so there are many of them here.
    for (let index = 0; index < 100; index += 1) await wait(2 + (index % 10) / 10)
    expect(early).toEqual([])
  })

  test('enter() lets writers through one at a time, in order of arrival', async () => {
    const gate = new Gate()
    const order: number[] = []
    const first = await enter(gate, 'write')
    const later = [1, 2, 3].map(async (n) => {
      const leave = await enter(gate, 'write')
      order.push(n)
      leave()
    })
    await settle()
    expect(order).toEqual([])
    first()
    await Promise.all(later)
    expect(order).toEqual([1, 2, 3])
  })

  test('enter() makes exclusive wait for readers and keeps new readers out meanwhile', async () => {
    const gate = new Gate()
    const seen: string[] = []
    const reader = await enter(gate, 'read')
    const exclusive = enter(gate, 'exclusive').then((leave) => (seen.push('exclusive'), leave))
    const late = enter(gate, 'read').then((leave) => (seen.push('read'), leave))
    await settle()
    expect(seen).toEqual([])
    reader()
    const leave = await exclusive
    await settle()
    expect(seen).toEqual(['exclusive'])
    leave()
    ;(await late)()
    expect(seen).toEqual(['exclusive', 'read'])
  })

  test('enter() lets a reader pass a waiting writer', async () => {
    const gate = new Gate()
    const writer = await enter(gate, 'write')
    const waiting = enter(gate, 'write')
    const reader = await enter(gate, 'read')
    reader()
    writer()
    ;(await waiting)()
    expect(typeof reader).toBe('function')
  })

  test('enter() throws busy at the deadline, and the queue goes on without the one who left', async () => {
    const gate = new Gate()
    const writer = await enter(gate, 'write')
    const error: unknown = await enter(gate, 'write', performance.now() + 1).catch((e: unknown) => e)
    expect(hasCode(error, 'busy') && error.retryable && error.outcome).toBe('not-applied')
    const next = enter(gate, 'write')
    writer()
    ;(await next)()
  })

  test('enter() throws cancelled when the caller gives up, and a reader behind a departed exclusive goes on', async () => {
    const gate = new Gate()
    const reader = await enter(gate, 'read')
    const controller = new AbortController()
    const exclusive = enter(gate, 'exclusive', soon(), controller.signal)
    const late = enter(gate, 'read')
    controller.abort()
    await expect(exclusive).rejects.toMatchObject({ code: 'cancelled' })
    ;(await late)()
    reader()
  })
})
