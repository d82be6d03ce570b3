import { expect, test } from 'vitest'
import type { StandardSchema } from '../../src/index.ts'
import { gate, opened } from './opened.ts'

const upper = (wait: () => Promise<void> | void): StandardSchema<string> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const answer = (): { value: string } | { issues: [{ message: string }] } =>
        typeof value === 'string' ? { value: value.toUpperCase() } : { issues: [{ message: 'secret' }] }
      const waiting = wait()
      return waiting instanceof Promise ? waiting.then(answer) : answer()
    },
  },
})

test('keyValue() with a schema stores and returns its output, and checks reads too', async () => {
  const db = await opened()
  const checked = db.keyValue('a', { schema: upper(() => undefined) })
  const plain = db.keyValue<unknown>('a')
  await checked.set('key', 'x')
  expect(await plain.get('key')).toBe('X')
  await plain.set('key', 'y')
  expect(await checked.getMany(['key', 'missing'])).toEqual(['Y', undefined])
  const invalid = expect.objectContaining({ code: 'invalid-value' })
  await plain.set('key', 7)
  await expect(checked.get('key')).rejects.toEqual(invalid)
  await expect(checked.entry('key')).rejects.toEqual(invalid)
  await expect(checked.set('key', 7 as never)).rejects.toEqual(invalid)
  await expect(
    checked.setMany([
      ['other', 'x'],
      ['key', 7 as never],
    ]),
  ).rejects.toEqual(invalid)
  await expect(checked.update('fresh', () => 7 as never)).rejects.toEqual(invalid)
  expect(() => checked.atomic().set('key', 7 as never)).toThrow(invalid)
  expect(await plain.has('other')).toBe(false)
})

test('keyValue.set() applies in the order of the calls while a schema is still checking the first', async () => {
  const slow = gate()
  const db = await opened()
  const checked = db.keyValue('a', { schema: upper(() => slow.wait) })
  const plain = db.keyValue<string>('a')
  const first = checked.set('key', 'first')
  const second = plain.set('key', 'second')
  const gone = checked.atomic().set('other', 'x').commit()
  const removed = plain.delete('other')
  slow.open()
  await Promise.all([first, second, gone, removed])
  expect(await plain.getMany(['key', 'other'])).toEqual(['second', undefined])
})

test('a schema that rejects hurts only its own call', async () => {
  const db = await opened()
  const failing: StandardSchema<string> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: () => Promise.reject(new Error('the schema is broken')),
    },
  }
  const broken = db.keyValue('a', { schema: failing })
  const first = broken.set('key', 'x')
  const second = db.keyValue<string>('a').set('key', 'y')
  await expect(first).rejects.toThrow('the schema is broken')
  await second
  await expect(broken.atomic().set('key', 'x').commit()).rejects.toThrow('the schema is broken')
  expect(await db.keyValue('a').get('key')).toBe('y')
})
