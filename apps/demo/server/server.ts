import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { apiRoutes, type Services } from './api.ts'
import { guard } from './guard.ts'
import type { Page } from './pages.ts'
import { problemOf, Refusal, statusOf } from './problem.ts'
import { reply, replyJson } from './reply.ts'

const answerFailure = (request: IncomingMessage, response: ServerResponse, error: unknown): void => {
  const problem = problemOf(error)
  if (problem.code === 'internal') console.error(`${request.method} ${request.url} failed:`, error)
  // A body that was not read to its end is not worth keeping the connection for.
  if (!request.complete) response.setHeader('connection', 'close')
  if (response.headersSent) response.destroy()
  else replyJson(response, statusOf(error, problem), { problem })
}

/** Serves the page and its routes on 127.0.0.1; port 0 takes a free one. Resolves when it listens. */
export const serve = async (
  services: Services,
  pages: ReadonlyMap<string, Page>,
  port: number,
): Promise<Server> => {
  const routes = apiRoutes(services)
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    guard(request, (server.address() as AddressInfo).port)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const page = pages.get(pathname)
    if (page !== undefined && request.method === 'GET') return reply(response, 200, page.type, page.body)
    const route = routes.get(`${request.method} ${pathname}`)
    if (route === undefined) throw new Refusal(404, 'not-found', 'There is nothing at this address.')
    await route({ request, response, query: searchParams })
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => answerFailure(request, response, error))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
