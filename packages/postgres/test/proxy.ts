import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { postgresUrl } from '@holdfast/postgres-server'
import { onTestFinished } from 'vitest'

/**
 * A network between a driver and a server. `mute`: what the server answers is lost. `cut`: what the client sends next is
 * lost, and with it the connection. `silent`: connections are taken and nothing is ever said.
 */
export interface Proxy {
  readonly url: string
  mode: 'open' | 'mute' | 'cut' | 'silent'
  /** Resolves when an answer was lost. */
  readonly answered: Promise<void>
  /** Breaks every connection. */
  cut(): void
  /** The next commit arrives, and its reply, or every answer to what was sent with it, is lost with the connection. */
  loseNextCommit(what?: Loss): void
  close(): void
}

type Loss = 'reply' | 'every answer'

/** A COMMIT, or the Flush and Sync that end a keyed write, which the Sync commits. */
const flushAndSync = 'H\0\0\0\u0004S\0\0\0\u0004'
const commits = (text: string): boolean => /commit/i.test(text) || text.includes(flushAndSync)
/** CommandComplete of COMMIT, and ReadyForQuery outside a transaction, as the protocol writes them. */
const committed = ['C\0\0\0\u000BCOMMIT\0', 'Z\0\0\0\u0005I'] as const

/** Where the reply of a commit begins; -1: not in this chunk. */
const replyIn = (chunk: Buffer): number => {
  const found = committed.map((text) => chunk.indexOf(text, 0, 'latin1')).filter((index) => index >= 0)
  return found.length === 0 ? -1 : Math.min(...found)
}

export const openProxy = async (address: string): Promise<Proxy> => {
  const target = new URL(address)
  const sockets = new Set<Socket>()
  let tellAnswered: () => void
  let losing: Loss | undefined
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    if (proxy.mode === 'silent') return
    const upstream = connect(Number(target.port), target.hostname)
    sockets.add(upstream)
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
    let lost: Loss | undefined
    client.on('data', (chunk) => {
      if (proxy.mode === 'cut') {
        proxy.cut()
        return
      }
      if (losing !== undefined && commits(chunk.toString('latin1'))) {
        lost = losing
        losing = undefined
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      const reply = replyIn(chunk)
      if (lost === 'every answer') client.destroy()
      else if (lost === 'reply' && reply >= 0) client.end(chunk.subarray(0, reply))
      else if (proxy.mode === 'mute') tellAnswered()
      else client.write(chunk)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  const proxy: Proxy = {
    url: url.href,
    mode: 'open',
    answered: new Promise((resolve) => {
      tellAnswered = resolve
    }),
    cut() {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    loseNextCommit(what = 'reply') {
      losing = what
    },
    close() {
      proxy.cut()
      server.close()
    },
  }
  return proxy
}

/** Before the test server, for as long as the test runs. */
export const startProxy = async (): Promise<Proxy> => {
  const proxy = await openProxy(await postgresUrl())
  onTestFinished(() => proxy.close())
  return proxy
}
