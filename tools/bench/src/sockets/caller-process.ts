import { connect, type Socket } from 'node:net'

export interface Order {
  readonly port: number
  readonly sockets: number
  readonly milliseconds: number
}

export interface Report {
  readonly requests: number
  /** Milliseconds. */
  readonly elapsed: number
}

/** Sockets stay open from order to order. */
const connected = new Map<number, readonly Socket[]>()
let index = 0

const connectAll = async ({ port, sockets }: Order): Promise<readonly Socket[]> => {
  const known = connected.get(port)
  if (known !== undefined) return known
  const opened = Array.from({ length: sockets }, () => connect({ port, host: '127.0.0.1', noDelay: true }))
  await Promise.all(opened.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
  connected.set(port, opened)
  return opened
}

const run = async (order: Order): Promise<Report> => {
  const sockets = await connectAll(order)
  let requests = 0
  const start = performance.now()
  const end = start + order.milliseconds
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          const ask = (): void => {
            socket.write(`${index++}\n`)
          }
          const answered = (): void => {
            requests++
            if (performance.now() < end) return ask()
            socket.off('data', answered)
            resolve()
          }
          socket.on('data', answered)
          ask()
        }),
    ),
  )
  return { requests, elapsed: performance.now() - start }
}

process.on('message', (order: Order) => {
  void run(order).then((report) => process.send!(report))
})
process.on('disconnect', () => process.exit(0))
