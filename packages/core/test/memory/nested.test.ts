import { expect, test } from 'vitest'
import type { Transaction } from '../../src/index.ts'
import { opened } from './opened.ts'

const set = (tx: Pick<Transaction, 'keyValue'>, key: string, value: number): Promise<unknown> =>
  tx.keyValue('a').set(key, value)
const get = (tx: Pick<Transaction, 'keyValue'>, key: string): Promise<unknown> => tx.keyValue('a').get(key)

test('a nested transaction is a savepoint: it fails alone', async () => {
  const db = await opened()
  const effects: string[] = []
  await db.transaction(async (tx) => {
    await set(tx, 'outer', 1)
    const inner = tx.transaction(async (nested) => {
      nested.afterCommit(() => void effects.push('lost'))
      await set(nested, 'inner', 1)
      expect(await get(nested, 'outer')).toBe(1)
      throw new Error('inner')
    })
    await expect(inner).rejects.toThrow('inner')
    expect(await get(tx, 'inner')).toBeUndefined()
    await tx.transaction(async (nested) => {
      nested.afterCommit(() => void effects.push('kept'))
      await set(nested, 'second', 1)
    })
    expect(effects).toEqual([])
  })
  expect(await db.keyValue('a').getMany(['outer', 'inner', 'second'])).toEqual([1, undefined, 1])
  expect(effects).toEqual(['kept'])
})

test('while a nested transaction is open, its parent and siblings throw TypeError', async () => {
  const db = await opened()
  await db.transaction(async (tx) => {
    await tx.transaction(async (nested) => {
      await expect(get(tx, 'x')).rejects.toThrow(TypeError)
      await expect(tx.transaction(() => Promise.resolve())).rejects.toThrow(TypeError)
      expect(() => tx.afterCommit(() => undefined)).toThrow(TypeError)
      await set(nested, 'x', 1)
    })
    expect(await get(tx, 'x')).toBe(1)
  })
})

test('a nested transaction cannot ask for more than the outer one has', async () => {
  const db = await opened()
  await db.transaction(async (tx) => {
    await expect(tx.transaction(() => Promise.resolve(), { isolation: 'serializable' })).rejects.toThrow(
      TypeError,
    )
    await expect(tx.transaction(() => Promise.resolve(), { readOnly: true })).rejects.toThrow(TypeError)
    await tx.transaction(() => Promise.resolve(), { isolation: 'read-committed' })
  })
})

test('tenants see nothing of each other, in a transaction too', async () => {
  const db = await opened()
  const [a, b] = [db.tenant('a'), db.tenant('b')]
  await a.transaction(async (tx) => {
    await set(tx, 'x', 1)
    await tx.transaction((inner) => set(inner, 'y', 2))
  })
  expect(await a.keyValue('a').getMany(['x', 'y'])).toEqual([1, 2])
  expect(await b.keyValue('a').getMany(['x', 'y'])).toEqual([undefined, undefined])
  expect(await get(db, 'x')).toBeUndefined()
})
