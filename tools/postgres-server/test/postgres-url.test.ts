import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { postgresUrl } from '../src/index.ts'

describe('postgresUrl', () => {
  test('is HOLDFAST_POSTGRES_URL where that is set', async () => {
    vi.stubEnv('HOLDFAST_POSTGRES_URL', 'postgres://elsewhere/')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(await postgresUrl()).toBe('postgres://elsewhere/')
  })

  test('is one server for all callers where it is not', async () => {
    vi.stubEnv('HOLDFAST_POSTGRES_URL', '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const [first, second] = await Promise.all([postgresUrl(), postgresUrl()])
    expect(first).toMatch(/^postgres:\/\/postgres:\w+@127\.0\.0\.1:\d+\/postgres$/)
    expect(second).toBe(first)
  })
})
