import { expect, test } from 'vitest'
import { Slots } from '../src/engine/slots.ts'

test('Slots gives a wait up with busy, and never before its deadline', async () => {
  const slots = new Slots(1, 'the writer')
  await slots.take({ deadline: performance.now() })
  for (let round = 0; round < 40; round++) {
    const deadline = performance.now() + 1 + (round % 10) / 10
    await expect(slots.take({ deadline })).rejects.toMatchObject({ code: 'busy', retryable: true })
    expect(performance.now()).toBeGreaterThanOrEqual(deadline)
  }
})
