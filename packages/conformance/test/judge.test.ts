import { HoldfastError, memory } from '@holdfast/core'
import { expect, test } from 'vitest'
import type { Harness, Place } from '../src/harness.ts'
import { judge } from '../src/judge.ts'
import { rule, type RuleDefinition } from '../src/rule.ts'
import { openSuite } from '../src/suite.ts'

const place = (): Place => ({ backend: () => memory(), destroy: () => undefined })
const harness: Harness = { shared: place, fresh: place, provoke: {}, cannot: {} }

const verdict = async (definition: Partial<RuleDefinition>): Promise<unknown> => {
  const suite = await openSuite(harness, 1)
  try {
    return await judge(rule({ id: 'x', title: 'x', present: async () => undefined, ...definition }), suite)
  } catch (error) {
    return error
  } finally {
    await suite.close()
  }
}

const refusing = async (): Promise<void> => {
  throw new HoldfastError('unsupported', 'Cannot do this')
}

test('judge() passes a rule that resolves, and hands on what a rule rejects with', async () => {
  const thrown = new Error('broken')
  expect(await verdict({})).toBe('pass')
  expect(await verdict({ present: () => Promise.reject(thrown) })).toBe(thrown)
})

test('judge() wants "unsupported" from a rule whose capability is declared absent', async () => {
  expect(await verdict({ needs: ['sql'], present: refusing })).toBe('absent')
  expect(await verdict({ needs: ['sql'] })).toBeInstanceOf(Error)
  expect(await verdict({ needs: ['sql'], present: () => Promise.reject(new Error('other')) })).toBeInstanceOf(
    Error,
  )
})

test('judge() runs the stated consequence of an absent capability instead, where there is one', async () => {
  const thrown = new Error('the consequence was not seen')
  expect(await verdict({ needs: ['persistent'], absent: async () => undefined })).toBe('absent')
  expect(await verdict({ needs: ['persistent'], absent: () => Promise.reject(thrown) })).toBe(thrown)
})

test('judge() wants "unsupported" of a backend without SQL, whatever else the rule needs', async () => {
  const definition = { needs: ['sql', 'persistent'] as const, absent: async (): Promise<void> => undefined }
  expect(await verdict({ ...definition, present: refusing })).toBe('absent')
  expect(await verdict(definition)).toBeInstanceOf(Error)
})

test('judge() ends a rule that hangs, and cleans up after every rule', async () => {
  const cleaned: string[] = []
  const error = await verdict({
    timeout: 20,
    present: (context) => {
      context.after(() => cleaned.push('hanging'))
      return new Promise(() => undefined)
    },
  })
  expect((error as Error).message).toContain('Not finished after 20 ms')
  expect(
    await verdict({
      present: async (context) => {
        context.after(() => cleaned.push('first'))
        context.after(() => cleaned.push('second'))
      },
    }),
  ).toBe('pass')
  expect(cleaned).toStrictEqual(['hanging', 'second', 'first'])
})

test('judge() takes what a rule says about itself: absent with a reason, or not run', async () => {
  expect(await verdict({ present: async () => 'not-run' })).toBe('not-run')
  expect(await verdict({ present: async () => 'absent' })).toBe('absent')
})
