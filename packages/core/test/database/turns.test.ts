import { expect, test } from 'vitest'
import { Turns } from '../../src/database/turns.ts'

test('run() lets no newcomer in beside the one whose turn has come', async () => {
  const turns = new Turns(1)
  let running = 0
  let most = 0
  const order: string[] = []
  const work = async (name: string): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    order.push(name)
    await Promise.resolve()
    running -= 1
  }
  const working = work('first')
  const first = turns.run(() => working)
  const second = turns.run(() => work('second'))
  // It hears of the end of the first when its place does, and before the second has woken.
  const newcomer = working.then(() => turns.run(() => work('newcomer')))
  await Promise.all([first, second, newcomer])
  expect(most).toBe(1)
  expect(order).toStrictEqual(['first', 'second', 'newcomer'])
})

test('run() gives the place back when work fails, with nobody waiting and with somebody', async () => {
  const turns = new Turns(1)
  const failing = async (): Promise<never> => Promise.reject(new Error('failed'))
  const both = [turns.run(failing), turns.run(failing)]
  for (const one of both) await expect(one).rejects.toThrow('failed')
  expect(await turns.run(async () => Promise.resolve('done'))).toBe('done')
})
