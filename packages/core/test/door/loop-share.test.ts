import { expect, test } from 'vitest'
import { LoopShare } from '../../src/door/loop-share.ts'

/** Holds the loop until `turn` asks for a breath, or for a second. */
const breathOf = (loop: LoopShare): Promise<void> | undefined => {
  const start = performance.now()
  while (performance.now() - start < 1_000) {
    const breath = loop.turn(1)
    if (breath !== undefined) return breath
  }
  return undefined
}

test('turn() lets a timer run when microtasks have held the loop', async () => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  const loop = new LoopShare()
  for (let round = 0; round < 20; round++) {
    const breath = breathOf(loop)
    expect(breath).toBeInstanceOf(Promise)
    await breath
  }
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(0)
})

test('turn() keeps the order of calls: all of one turn wait for the same breath', async () => {
  const loop = new LoopShare()
  const breath = breathOf(loop)
  expect(breath).toBeDefined()
  expect(loop.turn(1)).toBe(breath)
  await breath
  expect(loop.turn(1)).toBeUndefined()
})
