import { createServer, type AddressInfo } from 'node:net'

import type { Operation } from '../sample.ts'

export interface Served {
  readonly port: number
  close(): Promise<void>
}

/**
 * A server that does one operation for each request and then answers. A socket has one request out at a time, so one chunk
 * is one request: an index and a line feed.
 */
export const serve = async (operation: Operation): Promise<Served> => {
  const server = createServer({ noDelay: true }, (socket) => {
    const failed = (error: unknown): void => {
      console.error(error)
      process.exit(1)
    }
    const done = (): void => {
      socket.write('ok\n')
    }
    socket.on('data', (request) => {
      try {
        const answer = operation(Number.parseInt(request.toString('latin1'), 10))
        if (answer instanceof Promise) answer.then(done, failed)
        else done()
      } catch (error) {
        failed(error)
      }
    })
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
