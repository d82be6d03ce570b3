import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { guard } from '../server/guard.ts'

const ask = (method: string, headers: IncomingMessage['headers']) => () =>
  guard({ method, headers } as IncomingMessage, 4000)

const post = { host: '127.0.0.1:4000', 'content-type': 'application/json' }

describe('guard()', () => {
  test('guard() lets the page of this server pass, by either of its names', () => {
    expect(ask('GET', { host: '127.0.0.1:4000' })).not.toThrow()
    expect(ask('GET', { host: 'localhost:4000' })).not.toThrow()
    expect(ask('POST', { ...post, origin: 'http://127.0.0.1:4000' })).not.toThrow()
  })

  test('guard() refuses a foreign name that points here, and a request without a name', () => {
    expect(ask('GET', { host: 'evil.example:4000' })).toThrow('its own address')
    expect(ask('GET', { host: '127.0.0.1:4001' })).toThrow('its own address')
    expect(ask('GET', {})).toThrow('its own address')
  })

  test('guard() refuses what a foreign page can post', () => {
    expect(ask('POST', { ...post, origin: 'https://evil.example' })).toThrow('Only a page of this server')
    expect(ask('POST', { ...post, origin: 'null' })).toThrow('Only a page of this server')
    expect(ask('POST', { ...post, 'content-type': 'text/plain' })).toThrow('is JSON')
    expect(ask('POST', { host: post.host })).toThrow('is JSON')
  })
})
