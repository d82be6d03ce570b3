import type { IncomingMessage } from 'node:http'
import { Refusal } from './problem.ts'

const mostBytes = 1 << 20

/** The JSON object in the body. Reads no more than 1 MiB. */
export const readBody = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw new Refusal(413, 'too-large', 'The body is larger than 1 MiB.')
    chunks.push(chunk)
  }
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new Refusal(400, 'misuse', 'The body is not JSON.')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'misuse', 'The body is not a JSON object.')
  }
  return body as Readonly<Record<string, unknown>>
}
