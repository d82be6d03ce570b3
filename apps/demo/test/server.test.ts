import type { Server } from 'node:http'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Json, type Key, memory, open } from '@holdfast/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Input, Scenario } from '../scenarios/scenario.ts'
import { InputMissing } from '../scenarios/scenario.ts'
import type { ComparisonAnswer, EntryAnswer, ListAnswer, LoadEvent, Problem } from '../server/answers.ts'
import { Backends } from '../server/backends.ts'
import { Inputs } from '../server/inputs.ts'
import { Loads } from '../server/loads.ts'
import { serve } from '../server/server.ts'
import { StatementRunner } from '../server/statement-runner.ts'

const entries = Array.from({ length: 120 }, (_, index): readonly [Key, Json] => [
  ['letter', String(index).padStart(3, '0')],
  { index },
])

const input: Input = {
  summary: '120 letters',
  stores: [{ name: 'letters', entries }],
  tables: [],
  examples: [{ title: 'One', text: 'select 1' }],
}

const letters: Scenario = { id: 'letters', title: 'Letters', read: async () => input }
const missing: Scenario = {
  id: 'missing',
  title: 'Missing',
  read: () => Promise.reject(new InputMissing('There is none.')),
}

const backends = new Backends([
  { id: 'memory', title: 'Memory', place: 'here', open: async () => ({ database: await open(memory()) }) },
  {
    id: 'broken',
    title: 'Broken',
    place: 'nowhere',
    open: () => Promise.reject(new TypeError('No such place.')),
  },
])
const statements = new StatementRunner()
const loads = new Loads(backends)
const pages = new Map([['/', { type: 'text/html', body: Buffer.from('<h1>Holdfast</h1>') }]])
let server: Server
let base: string

beforeAll(async () => {
  server = await serve({ backends, loads, statements, inputs: new Inputs([letters, missing], '/') }, pages, 0)
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await loads.close()
  await backends.close()
})

/** Whatever an answer may hold; each test looks at what it asked for. */
type Body = ListAnswer &
  EntryAnswer & {
    readonly id: string
    readonly problem: Problem
    readonly comparisons: readonly ComparisonAnswer[]
    readonly [index: number]: unknown
  }

const answerOf = async (response: Response): Promise<{ status: number; body: Body }> => {
  const body: Body = JSON.parse(await response.text())
  return { status: response.status, body }
}

const get = async (path: string) => {
  return answerOf(await fetch(base + path))
}

const post = async (path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return answerOf(await fetch(base + path, { method: 'POST', headers, body: text }))
}

const eventsOf = async (id: string) => {
  const text = await (await fetch(`${base}/api/loads/events?id=${id}`)).text()
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']): LoadEvent => JSON.parse(data))
}

describe('the demo’s server', () => {
  test('GET /api/backends shows what is open, and why something is not', async () => {
    const { body } = await get('/api/backends')
    expect(body[0]).toMatchObject({
      id: 'memory',
      state: 'ready',
      facts: { durability: 'none' },
      capabilities: { sql: false },
    })
    expect(body[1]).toMatchObject({ id: 'broken', state: 'unavailable', problem: { code: 'misuse' } })
  })

  test('GET /api/inputs describes inputs, and says why one is missing', async () => {
    const { body } = await get('/api/inputs')
    expect(body[0]).toMatchObject({
      id: 'letters',
      available: true,
      stores: [{ name: 'letters', entries: 120 }],
    })
    expect(body[1]).toMatchObject({
      available: false,
      problem: { code: 'no-input', message: 'There is none.' },
    })
  })

  test('POST /api/loads loads, reports progress as events, and keeps the times', async () => {
    const { status, body } = await post('/api/loads', { input: 'letters', backends: ['memory'] })
    expect(status).toBe(202)
    const events = await eventsOf(body.id)
    expect(events[0]).toEqual({ type: 'backend', backend: 'memory' })
    expect(events.at(-1)).toEqual({ type: 'end', cancelled: false })
    const measured = events.filter((event) => event.type === 'measurement')
    expect(measured.map(({ step, operations }) => [step, operations])).toEqual([
      ['set-alone', 100],
      ['set-together', 120],
      ['set-many', 120],
      ['get', 1_000],
      ['list', 10],
    ])
    const { body: comparison } = await get('/api/comparisons')
    expect(comparison.comparisons[0]?.measurements).toHaveLength(5)
  })

  test('GET /api/entries pages through all keys without a gap or a repetition', async () => {
    const first = await get('/api/entries?backend=memory&store=letters')
    const second = await get(
      `/api/entries?backend=memory&store=letters&cursor=${encodeURIComponent(first.body.cursor ?? '')}`,
    )
    const third = await get(
      `/api/entries?backend=memory&store=letters&cursor=${encodeURIComponent(second.body.cursor ?? '')}`,
    )
    const keys = [first, second, third].flatMap(({ body }) => body.entries.map(({ key }) => key))
    expect(keys).toEqual(entries.map(([key]) => key))
    expect(third.body.cursor).toBeUndefined()
  })

  test('GET /api/entry answers a tuple key with its value and version', async () => {
    const key = encodeURIComponent(JSON.stringify(['letter', '007']))
    const { body } = await get(`/api/entry?backend=memory&store=letters&key=${key}`)
    expect(body).toMatchObject({ key: ['letter', '007'], value: { index: 7 }, version: expect.any(String) })
  })

  test('POST /api/statements gives a backend’s refusal with its code', async () => {
    const { status, body } = await post('/api/statements', { backend: 'memory', text: 'select 1' })
    expect(status).toBe(200)
    expect(body.problem).toMatchObject({ code: 'unsupported' })
  })

  test('POST /api/statements refuses every statement that does not begin as a query', async () => {
    for (const text of [
      'delete from t',
      "copy (select 1) to '/tmp/x'",
      "attach 'x' as y",
      '/* select */ drop table t',
    ]) {
      const { body } = await post('/api/statements', { backend: 'memory', text })
      expect([text, body.problem.code]).toEqual([text, 'read-only'])
    }
  })
})

describe('the demo’s server, asked for what it must refuse', () => {
  const entry = '/api/entry?backend=memory&store=letters&key='

  test.each([
    ['an unknown path', '/etc/passwd', 404, 'not-found'],
    ['a path that climbs', '/..%2f..%2fpackage.json', 404, 'not-found'],
    ['an unknown backend', '/api/entries?backend=nope&store=letters', 404, 'not-found'],
    ['a backend that is not open', '/api/entries?backend=broken&store=letters', 409, 'not-ready'],
    ['no store', '/api/entries?backend=memory', 400, 'misuse'],
    ['a store with NUL in its name', '/api/entries?backend=memory&store=%00', 422, 'invalid-value'],
    ['a key that is not JSON', `${entry}nope`, 400, 'misuse'],
    ['a key that is no key', `${entry}${encodeURIComponent('{"a":1}')}`, 422, 'misuse'],
    ['a key that is too long', `${entry}${JSON.stringify('k'.repeat(600))}`, 413, 'too-large'],
    ['a key that does not exist', `${entry}${encodeURIComponent('"no"')}`, 404, 'not-found'],
    [
      'a cursor of somebody else',
      '/api/entries?backend=memory&store=letters&cursor=%F0%9F%92%A9',
      422,
      'invalid-value',
    ],
    ['events of a load that never was', '/api/loads/events?id=1', 404, 'not-found'],
  ])('GET refuses %s', async (_, path, status, code) => {
    const answer = await get(path)
    expect([answer.status, answer.body.problem.code]).toEqual([status, code])
  })

  test.each([
    ['a body that is not JSON', '/api/loads', '{', 400, 'misuse'],
    ['a body that is a list', '/api/loads', [], 400, 'misuse'],
    ['a body above 1 MiB', '/api/loads', { text: 'x'.repeat(1 << 20) }, 413, 'too-large'],
    ['no backend', '/api/loads', { input: 'letters', backends: [] }, 400, 'misuse'],
    ['an unknown backend', '/api/loads', { input: 'letters', backends: ['__proto__'] }, 404, 'not-found'],
    ['an unknown input', '/api/loads', { input: '../etc', backends: ['memory'] }, 404, 'not-found'],
    ['a missing input', '/api/loads', { input: 'missing', backends: ['memory'] }, 404, 'no-input'],
    ['a statement that is no text', '/api/statements', { backend: 'memory', text: 7 }, 400, 'misuse'],
    [
      'a statement that is too long',
      '/api/statements',
      { backend: 'memory', text: 'x'.repeat(20_001) },
      413,
      'too-large',
    ],
  ])('POST refuses %s', async (_, path, body, status, code) => {
    const answer = await post(path, body)
    expect([answer.status, answer.body.problem.code]).toEqual([status, code])
  })

  test('every answer forbids foreign scripts, frames and caches', async () => {
    const { headers } = await fetch(base)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('a foreign host name that points to this machine is refused', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'evil.example' }
      request(`${base}/api/backends`, { headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(421)
  })
})
