import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { postgresUrl } from '@holdfast/postgres-server'
import { onTestFinished } from 'vitest'

/**
 * A network between a driver and the test server. `mute`: what the server answers is lost. `cut`: what the client sends
 * next is lost, and with it the connection. `silent`: connections are taken and nothing is ever said.
 */
export interface Proxy {
  readonly url: string
  mode: 'open' | 'mute' | 'cut' | 'silent'
  /** Resolves when an answer was lost. */
  readonly answered: Promise<void>
  /** Breaks every connection. */
  cut(): void
}

export const startProxy = async (): Promise<Proxy> => {
  const target = new URL(await postgresUrl())
  const sockets = new Set<Socket>()
  let lost: () => void
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    if (proxy.mode === 'silent') return
    const upstream = connect(Number(target.port), target.hostname)
    sockets.add(upstream)
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.destroy())
    client.on('data', (chunk) => {
      if (proxy.mode === 'cut') proxy.cut()
      else upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (proxy.mode === 'mute') lost()
      else client.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.port = String((server.address() as AddressInfo).port)
  const proxy: Proxy = {
    url: url.href,
    mode: 'open',
    answered: new Promise((resolve) => {
      lost = resolve
    }),
    cut() {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
  }
  onTestFinished(() => {
    proxy.cut()
    server.close()
  })
  return proxy
}
