import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the range from which systems pick ports for outgoing connections: a server that restarts finds its port free. */
const lowest = 15_000
const highest = 32_000

/** A port on which nobody listens now. Somebody may take it before you do: see `startOnFreePort`. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest)
    if (await canListen(port)) return port
  }
}

export class PortTaken extends Error {}

/** Tries ports until `start` gets one: between looking and listening another process may be quicker. */
export async function startOnFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort())
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 10) throw error
    }
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
