import { expect, test } from 'vitest'
import { opened } from './opened.ts'

test('keyValue.atomic() writes all under one version, or nothing when a check fails', async () => {
  const kv = (await opened()).keyValue<unknown>('a')
  const { version } = await kv.set('old', 1)
  await kv.set('gone', 1)
  const done = await kv
    .atomic()
    .check('old', version)
    .check('new', undefined)
    .set('new', 2)
    .delete('gone')
    .increment('n', 3)
    .commit()
  expect(done).toMatchObject({ ok: true, version: (await kv.entry('new'))?.version })
  expect(await kv.getMany(['old', 'new', 'gone', 'n'])).toEqual([1, 2, undefined, 3])
  const refused = kv
    .atomic()
    .check('old', version)
    .check('new', undefined)
    .check(['x', 'y'], version)
    .set('old', 9)
  expect(await refused.commit()).toEqual({ ok: false, failed: ['new', ['x', 'y']] })
  expect(await kv.get('old')).toBe(1)
})

test('keyValue.atomic() changes nothing when a sum cannot be kept', async () => {
  const kv = (await opened()).keyValue<unknown>('a')
  await kv.set('n', Number.MAX_SAFE_INTEGER)
  const commit = kv.atomic().set('first', 1).increment('n').commit()
  await expect(commit).rejects.toEqual(expect.objectContaining({ code: 'out-of-range' }))
  expect(await kv.getMany(['first', 'n'])).toEqual([undefined, Number.MAX_SAFE_INTEGER])
})

test('keyValue.atomic() refuses to change a key twice and to run twice', async () => {
  const kv = (await opened()).keyValue<number>('a')
  const once = kv.atomic().set('key', 1)
  expect(() => once.increment('key')).toThrow(TypeError)
  expect(() => once.set(['key'], 1)).toThrow(TypeError)
  expect(() => once.check('key', 7 as never)).toThrow(TypeError)
  await once.commit()
  await expect(once.commit()).rejects.toThrow(TypeError)
})

test('keyValue.atomic() commits with its transaction', async () => {
  const db = await opened()
  const failing = db.transaction(async (tx) => {
    await tx.keyValue<number>('a').atomic().set('key', 1).commit()
    throw new Error('undo')
  })
  await expect(failing).rejects.toThrow('undo')
  expect(await db.keyValue('a').has('key')).toBe(false)
})
