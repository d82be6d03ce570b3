import { randomUUID } from 'node:crypto'
import { connect } from './connect.ts'
import type { Prepared } from '../connection.ts'
import type { Settings } from '../options.ts'
import { incarnationQuestion, tokenAnywhere, tokenOn } from './settle.ts'
import { simple } from './speech.ts'
import type { Answer } from './task.ts'
import { within } from './within.ts'
import type { Wire } from './wire.ts'

const askOn = (wire: Wire, text: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    wire.send(simple(text), (task) => {
      const outcome = task.outcome()
      if (outcome.ok) resolve(outcome.value)
      else reject(outcome.error)
    })
  })

/** A server that cannot tell is one that nobody can compare with. */
const serverOf = async (wire: Wire): Promise<string> => {
  try {
    const { rows } = await askOn(wire, incarnationQuestion)
    return String(rows[0]?.[0])
  } catch (error) {
    if (wire.isDead) throw error
    return randomUUID()
  }
}

/** A new connection whose session is as it should be. Bounded by `connectTimeout`, twice: to connect, and to set it up. */
export const setUp = async (settings: Settings): Promise<Prepared> => {
  const wire = await connect(settings)
  if (settings.isPooled) return { wire, token: tokenAnywhere }
  try {
    return await within(wire, settings.connectTimeout, async () => {
      const server = await serverOf(wire)
      await settings.onConnect?.(async (text) => {
        await askOn(wire, text)
      })
      return { wire, token: tokenOn(server) }
    })
  } catch (error) {
    wire.destroy()
    throw error
  }
}
