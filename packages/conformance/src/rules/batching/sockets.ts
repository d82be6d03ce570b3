import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** One line in, one line out: what a server does for each request. */
export type Answer = (caller: number, request: string) => Promise<string>

/**
 * Runs `callers` clients, each on a TCP socket of its own, against a server in this process. A client sends its next request
 * when it has the answer to the last, as independent users of an HTTP service do; nothing makes them meet but the
 * event loop. Resolves with the answers of each client, in order.
 */
export const overSockets = async (callers: number, requests: number, answer: Answer): Promise<string[][]> => {
  const server = createServer((socket) => serve(socket, answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    return await Promise.all(Array.from({ length: callers }, (_, caller) => client(port, caller, requests)))
  } finally {
    server.close()
  }
}

const lines = async function* (socket: Socket): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of socket) {
    rest += String(chunk)
    const parts = rest.split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
}

const serve = (socket: Socket, answer: Answer): void => {
  socket.setNoDelay(true)
  const work = async (): Promise<void> => {
    for await (const line of lines(socket)) {
      const [caller = '', request = ''] = line.split(' ', 2)
      const words = await answer(Number(caller), request).catch(
        (error: unknown) => `failed: ${String(error)}`,
      )
      socket.write(`${words.replaceAll('\n', ' ')}\n`)
    }
  }
  work().catch((error: unknown) => socket.destroy(error instanceof Error ? error : new Error(String(error))))
}

const client = async (port: number, caller: number, requests: number): Promise<string[]> => {
  const socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  const answers: string[] = []
  const incoming = lines(socket)
  for (let request = 0; request < requests; request += 1) {
    socket.write(`${caller} ${request}\n`)
    const { value, done } = await incoming.next()
    if (done === true) throw new Error('The server hung up')
    answers.push(value)
  }
  socket.end()
  return answers
}
