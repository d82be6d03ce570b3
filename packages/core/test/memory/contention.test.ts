import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Database, memory, open, type Transaction } from '../../src/index.ts'

/** How a transaction that wants to add one ends. */
type End = 'commit' | 'throw' | 'unawaited' | 'timeout' | 'abort' | 'nested' | 'single'

const forever = new Promise<void>(() => undefined)

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve()
}

/** Reads, dawdles and writes, which loses an update as soon as two do it at once. */
async function addOne(tx: Transaction, pause: number): Promise<void> {
  const kv = tx.keyValue<number>('a')
  const n = (await kv.get('n')) ?? 0
  await turns(pause)
  await kv.set('n', n + 1)
}

async function attempt(db: Database, end: End, pause: number): Promise<number> {
  if (end === 'single')
    return db
      .keyValue<number>('a')
      .increment('n')
      .then(() => 1)
  const controller = new AbortController()
  const options = end === 'timeout' ? { timeout: 0 } : end === 'abort' ? { signal: controller.signal } : {}
  const body = async (tx: Transaction): Promise<void> => {
    await (end === 'nested' ? tx.transaction((inner) => addOne(inner, pause)) : addOne(tx, pause))
    if (end === 'throw') throw new Error('undo')
    if (end === 'unawaited') void tx.keyValue('a').set('n', -1)
    if (end === 'timeout' || end === 'abort') await forever
  }
  const running = db.transaction(body, options)
  void turns(pause).then(() => controller.abort())
  return running.then(
    () => 1,
    () => 0,
  )
}

test('writers never overlap and the writer is always given back, however transactions end', async () => {
  const end = fc.constantFrom<End>('commit', 'throw', 'unawaited', 'timeout', 'abort', 'nested', 'single')
  const work = fc.array(fc.tuple(end, fc.integer({ min: 0, max: 12 })), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(work, async (list) => {
      const db = await open(memory())
      const added = await Promise.all(list.map(([how, pause]) => attempt(db, how, pause)))
      const committed = added.reduce((sum, one) => sum + one, 0)
      expect(await db.keyValue('a').increment('n', 0)).toBe(committed)
      await db.close({ drain: 0 })
    }),
  )
})
