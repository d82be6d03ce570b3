import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Backends } from './backends.ts'
import { readBody } from './body.ts'
import { listEntries, readEntry } from './browse.ts'
import type { Inputs } from './inputs.ts'
import type { Loads } from './loads.ts'
import { Refusal } from './problem.ts'
import { replyEvents, replyJson } from './reply.ts'
import type { StatementRunner } from './statement-runner.ts'
import { steps } from './steps.ts'

export interface Services {
  readonly backends: Backends
  readonly inputs: Inputs
  readonly loads: Loads
  readonly statements: StatementRunner
}

interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
}

type Route = (call: Call) => Promise<void>

const required = (query: URLSearchParams, name: string): string => {
  const value = query.get(name)
  if (value === null) throw new Refusal(400, 'misuse', `The request lacks “${name}”.`)
  return value
}

const idList = (value: unknown): string[] => {
  const isList = Array.isArray(value) && value.length > 0 && value.length < 100
  if (!isList) throw new Refusal(400, 'misuse', 'Choose at least one backend.')
  return [...new Set(value.map(String))]
}

/** Every route, by method and path. */
export const apiRoutes = ({ backends, inputs, loads, statements }: Services): ReadonlyMap<string, Route> =>
  new Map<string, Route>([
    ['GET /api/backends', async ({ response }) => replyJson(response, 200, backends.answer())],
    ['GET /api/inputs', async ({ response }) => replyJson(response, 200, await inputs.answer())],
    [
      'GET /api/comparisons',
      async ({ response }) => {
        const known = steps.map(({ id, title, detail, unit }) => ({ id, title, detail, unit }))
        replyJson(response, 200, { steps: known, comparisons: loads.comparisons() })
      },
    ],
    [
      'POST /api/loads',
      async ({ request, response }) => {
        const body = await readBody(request)
        const ids = idList(body['backends'])
        const input = await inputs.read(body['input'])
        replyJson(response, 202, { id: loads.start(String(body['input']), input, ids) })
      },
    ],
    [
      'POST /api/loads/cancel',
      async ({ request, response }) => {
        const { id } = await readBody(request)
        loads.cancel(typeof id === 'string' ? id : undefined)
        replyJson(response, 202, {})
      },
    ],
    [
      'GET /api/loads/events',
      async ({ request, response, query }) => {
        const seen = Number(request.headers['last-event-id'] ?? -1)
        const position = Number.isSafeInteger(seen) && seen >= 0 ? seen + 1 : 0
        const left = new AbortController()
        response.once('close', () => left.abort())
        await replyEvents(response, loads.events(required(query, 'id')).follow(position, left.signal))
      },
    ],
    [
      'GET /api/entries',
      async ({ response, query }) => {
        const { database } = backends.opened(required(query, 'backend'))
        const [prefix, cursor] = [query.get('prefix') ?? undefined, query.get('cursor') ?? undefined]
        replyJson(response, 200, await listEntries(database, required(query, 'store'), prefix, cursor))
      },
    ],
    [
      'GET /api/entry',
      async ({ response, query }) => {
        const { database } = backends.opened(required(query, 'backend'))
        replyJson(response, 200, await readEntry(database, required(query, 'store'), required(query, 'key')))
      },
    ],
    [
      'POST /api/statements',
      async ({ request, response }) => {
        const { backend, text } = await readBody(request)
        const opened = backends.opened(backend)
        replyJson(response, 200, await statements.run(String(backend), opened, text))
      },
    ],
  ])
