import type { ServerResponse } from 'node:http'

const security = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

export const reply = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void => {
  response.writeHead(status, { ...security, 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

export const replyJson = (response: ServerResponse, status: number, body: unknown): void =>
  reply(response, status, 'application/json; charset=utf-8', JSON.stringify(body))

/** Server-sent events. Each has its position as id, so that a browser that reconnects goes on where it was. */
export const replyEvents = async <E>(
  response: ServerResponse,
  events: AsyncIterable<readonly [number, E]>,
): Promise<void> => {
  response.writeHead(200, { ...security, 'content-type': 'text/event-stream; charset=utf-8' })
  response.flushHeaders()
  for await (const [position, event] of events) {
    const isFull = !response.write(`id: ${position}\ndata: ${JSON.stringify(event)}\n\n`)
    if (isFull && !response.destroyed) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve)
        response.once('close', resolve)
      })
    }
  }
  response.end()
}
