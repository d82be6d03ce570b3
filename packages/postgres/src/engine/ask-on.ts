import { simple } from './speech.ts'
import type { Answer } from './task.ts'
import type { Wire } from './wire.ts'

/** Sends a text as it is, in the simple protocol. */
export const askOn = (wire: Wire, text: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    wire.send(simple(text), (task) => {
      const outcome = task.outcome()
      if (outcome.ok) resolve(outcome.value)
      else reject(outcome.error)
    })
  })
