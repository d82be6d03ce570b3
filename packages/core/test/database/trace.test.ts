import { channel, tracingChannel } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import type { EngineFacts, Environment, LogEvent } from '@holdfast/core'
import type { Shape } from '../../src/database/keyed-operation.ts'
import { Tracer, type TraceContext } from '../../src/database/trace.ts'

const facts: EngineFacts = {
  engine: 'E',
  version: '1',
  durability: 'full',
  details: {},
  system: 'e',
  namespace: 'n',
}
const environmentOf = (log?: (event: LogEvent) => void): Environment =>
  ({ slowStatement: 1_000, ...(log === undefined ? {} : { log }) }) as Environment
const tracerWith = (log?: (event: LogEvent) => void): Tracer =>
  new Tracer(facts, environmentOf(log), () => 'duplicate')
const statement = { text: 'insert into t values ($1)', values: ['secret'], cache: true }

describe('Tracer', () => {
  test('statement() tells the log OpenTelemetry attributes, and never a value', async () => {
    const events: LogEvent[] = []
    await tracerWith((event) => events.push(event)).statement(statement, async () => 1)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      attributes: {
        'db.system.name': 'e',
        'db.namespace': 'n',
        'db.operation.name': 'INSERT',
        'db.query.text': statement.text,
      },
    })
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test('statement() gives the portable code and the driver’s code of a failure, not its message', () => {
    const events: LogEvent[] = []
    const cause = Object.assign(new Error('secret'), { code: '23505' })
    const fail = (): never => {
      throw cause
    }
    expect(() => tracerWith((event) => events.push(event)).statement(statement, fail)).toThrow(cause)
    expect(events[0]).toMatchObject({
      attributes: {
        'error.type': 'duplicate',
        'db.response.status_code': '23505',
      },
    })
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test('batch() names the contexts of the operations that it carried, so that its span can link to theirs', async () => {
    const started: TraceContext[] = []
    const linked: (readonly TraceContext[])[] = []
    const operations = tracingChannel('holdfast:operation')
    const onStart = (context: unknown): void => void started.push(context as TraceContext)
    const onBatch = (message: unknown): void =>
      void linked.push((message as { operations: readonly TraceContext[] }).operations)
    operations.start.subscribe(onStart)
    channel('holdfast:batch').subscribe(onBatch)
    try {
      const tracer = tracerWith()
      const contexts: (TraceContext | undefined)[] = []
      for (const summary of ['SET t', 'GET t']) {
        await tracer.operation({ summary } as Shape, async (context) => void contexts.push(context))
      }
      tracer.batch(
        contexts.map((context) => ({ context })),
        1,
      )
    } finally {
      operations.start.unsubscribe(onStart)
      channel('holdfast:batch').unsubscribe(onBatch)
    }
    expect(started.map(({ attributes }) => attributes['db.query.summary'])).toEqual(['SET t', 'GET t'])
    expect(linked).toEqual([started])
    expect(linked[0]?.[0]).toBe(started[0])
  })

  test('about() tells its attributes of everything, and a statement of what it is sent with', async () => {
    const events: LogEvent[] = []
    const tracer = tracerWith((event) => events.push(event)).about({ 'holdfast.migration.line': 'app' })
    await tracer.statement(statement, () => 1)
    await tracer.statement({ ...statement, about: { 'holdfast.migration.version': 7 } }, () => 1)
    expect(events.map(({ attributes }) => attributes)).toMatchObject([
      { 'db.system.name': 'e', 'db.operation.name': 'INSERT', 'holdfast.migration.line': 'app' },
      { 'holdfast.migration.line': 'app', 'holdfast.migration.version': 7 },
    ])
    expect(events[0]?.attributes).not.toHaveProperty(['holdfast.migration.version'])
  })

  test('statement() runs the work without a context when nobody listens', () => {
    expect(tracerWith().statement(statement, () => 5)).toBe(5)
  })
})
