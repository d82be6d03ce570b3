import type { Problem } from '../server/answers.ts'

/** The server refused, and said why. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

const silent: Problem = {
  code: 'not-ready',
  message: 'The demo’s server does not answer. Start it again with npm start, then reload this page.',
}

const request = async <T>(path: string, init: RequestInit): Promise<T> => {
  const response = await fetch(path, init).catch(() => {
    throw new Refused(silent)
  })
  const body = (await response.json()) as { readonly problem: Problem }
  if (!response.ok) throw new Refused(body.problem)
  return body as T
}

export const getJson = <T>(
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<T> => {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const search = new URLSearchParams(given).toString()
  return request<T>(search === '' ? path : `${path}?${search}`, {})
}

export const postJson = <T>(path: string, body: unknown): Promise<T> =>
  request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

export const problemOf = (error: unknown): Problem => {
  if (error instanceof Refused) return error.problem
  throw error
}
