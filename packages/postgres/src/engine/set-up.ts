import { randomUUID } from 'node:crypto'
import { askOn } from './ask-on.ts'
import { connect } from './connect.ts'
import type { Prepared } from '../connection.ts'
import type { Settings } from '../options.ts'
import { incarnationQuestion, tokenAnywhere, tokenOn } from './settle.ts'
import { within } from './within.ts'
import type { Wire } from './wire.ts'

/** A server that cannot tell is one that nobody can compare with. */
const serverOf = async (wire: Wire): Promise<{ readonly server: string; readonly isPlain: boolean }> => {
  try {
    const { rows } = await askOn(wire, incarnationQuestion)
    return { server: String(rows[0]?.[0]), isPlain: rows[0]?.[1] === true }
  } catch (error) {
    if (wire.isDead) throw error
    return { server: randomUUID(), isPlain: false }
  }
}

/** A new connection whose session is as it should be. Bounded by `connectTimeout`, twice: to connect, and to set it up. */
export const setUp = async (settings: Settings): Promise<Prepared> => {
  const wire = await connect(settings)
  if (settings.isPooled) return { wire, token: tokenAnywhere }
  try {
    return await within(wire, settings.connectTimeout, async () => {
      await settings.onConnect?.(async (text) => {
        await askOn(wire, text)
      })
      // After onConnect, which may have changed the defaults.
      const { server, isPlain } = await serverOf(wire)
      return { wire, token: tokenOn(server), impliedOn: isPlain ? server : undefined }
    })
  } catch (error) {
    wire.destroy()
    throw error
  }
}
