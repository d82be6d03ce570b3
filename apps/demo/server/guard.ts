import type { IncomingMessage } from 'node:http'
import { Refusal } from './problem.ts'

/**
 * Only a page of this server may talk to it. A foreign page could otherwise point its own host name at 127.0.0.1, or
 * post here with the visitor's browser.
 */
export const guard = ({ headers, method }: IncomingMessage, port: number): void => {
  const own = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  if (!own.has(headers.host ?? ''))
    throw new Refusal(421, 'misuse', 'This server answers to its own address only.')
  if (method === 'GET' || method === 'HEAD') return
  const { origin } = headers
  const isOwn = origin === undefined || own.has(origin.replace(/^http:\/\//, ''))
  if (!isOwn) throw new Refusal(403, 'misuse', 'Only a page of this server may ask for this.')
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) {
    throw new Refusal(415, 'misuse', 'The body of a request is JSON, and says so.')
  }
}
