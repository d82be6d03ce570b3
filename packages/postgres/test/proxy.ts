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
  /** The next COMMIT arrives, and the answer to it is lost with its connection. */
  loseNextCommit(): void
  close(): void
}

const commit = /commit/i

export const openProxy = async (address: string): Promise<Proxy> => {
  const target = new URL(address)
  const sockets = new Set<Socket>()
  let tellAnswered: () => void
  let losesCommit = false
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    if (proxy.mode === 'silent') return
    const upstream = connect(Number(target.port), target.hostname)
    sockets.add(upstream)
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
    let isMute = false
    client.on('data', (chunk) => {
      if (proxy.mode === 'cut') {
        proxy.cut()
        return
      }
      if (losesCommit && commit.test(chunk.toString('latin1'))) {
        losesCommit = false
        isMute = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (isMute) client.destroy()
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
    loseNextCommit() {
      losesCommit = true
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
