import { expect, test } from 'vitest'
import { HoldfastError, type Transaction } from '../../src/index.ts'
import { gate, opened } from './opened.ts'

const withCode = (code: string): unknown => expect.objectContaining({ code })
const set = (tx: Pick<Transaction, 'keyValue'>, key: string, value: number): Promise<unknown> =>
  tx.keyValue('a').set(key, value)
const get = (tx: Pick<Transaction, 'keyValue'>, key: string): Promise<unknown> => tx.keyValue('a').get(key)

test('db.transaction() commits everything together, and shows nothing before', async () => {
  const db = await opened()
  const half = gate()
  const running = db.transaction(async (tx) => {
    await set(tx, 'x', 1)
    await half.wait
    await tx.keyValue('b').set('y', 2)
    expect(await get(tx, 'x')).toBe(1)
    return 'done'
  })
  expect(await get(db, 'x')).toBeUndefined()
  half.open()
  expect(await running).toBe('done')
  expect(await get(db, 'x')).toBe(1)
  expect(await db.keyValue('b').get('y')).toBe(2)
})

test('db.transaction() rolls back and throws the same error', async () => {
  const db = await opened()
  const error = new Error('mine')
  const failing = db.transaction(async (tx) => {
    await set(tx, 'x', 1)
    throw error
  })
  await expect(failing).rejects.toBe(error)
  expect(await get(db, 'x')).toBeUndefined()
})

test('a read-only transaction sees one snapshot while others write', async () => {
  const db = await opened()
  await set(db, 'x', 1)
  const [written, looked] = [gate(), gate()]
  const reading = db.transaction(
    async (tx) => {
      expect(await get(tx, 'x')).toBe(1)
      looked.open()
      await written.wait
      expect(await get(tx, 'x')).toBe(1)
      expect(await get(tx, 'y')).toBeUndefined()
    },
    { readOnly: true },
  )
  await looked.wait
  await set(db, 'x', 2)
  await db.transaction((tx) => set(tx, 'y', 2))
  written.open()
  await reading
})

test('a read-only transaction refuses every write with read-only, and can then only roll back', async () => {
  const db = await opened()
  const caught = db.transaction(
    async (tx) => {
      await expect(set(tx, 'x', 1)).rejects.toEqual(withCode('read-only'))
      await expect(get(tx, 'x')).rejects.toEqual(withCode('aborted'))
    },
    { readOnly: true },
  )
  await expect(caught).rejects.toEqual(withCode('aborted'))
  await expect(db.transaction((tx) => set(tx, 'x', 1), { readOnly: true })).rejects.toEqual(
    withCode('read-only'),
  )
})

test('writers take turns in order of arrival, transactions and single writes alike', async () => {
  const db = await opened()
  const first = gate()
  const order: string[] = []
  const work = [
    db.transaction(async (tx) => {
      await first.wait
      await set(tx, 'n', 1)
      order.push('transaction')
    }),
    db
      .keyValue('a')
      .increment('n')
      .then((sum) => order.push(`increment to ${sum}`)),
    db.transaction(async (tx) => {
      order.push(`second sees ${String(await get(tx, 'n'))}`)
    }),
    db
      .keyValue('a')
      .increment('n')
      .then((sum) => order.push(`increment to ${sum}`)),
  ]
  first.open()
  await Promise.all(work)
  expect(order).toEqual(['transaction', 'increment to 2', 'second sees 2', 'increment to 3'])
})

test('a wait for the writer is bounded: busy, retryable and not applied', async () => {
  const db = await opened()
  const end = gate()
  const holding = db.transaction(() => end.wait)
  const waiting = db.transaction((tx) => set(tx, 'x', 1), { acquireTimeout: 1 })
  await expect(waiting).rejects.toEqual(
    expect.objectContaining({ code: 'busy', retryable: true, outcome: 'not-applied' }),
  )
  const controller = new AbortController()
  const aborted = db.keyValue('a').set('x', 1, { signal: controller.signal })
  controller.abort()
  await expect(aborted).rejects.toEqual(withCode('cancelled'))
  end.open()
  await holding
  expect(await get(db, 'x')).toBeUndefined()
})

test('the database inside its own transaction throws TypeError, and tx of another database does not', async () => {
  const [db, other] = [await opened(), await opened()]
  let late: Promise<unknown> = Promise.resolve()
  const end = gate()
  await db.transaction(async (tx) => {
    const uses = [
      () => get(db, 'x'),
      () => set(db.tenant('t'), 'x', 1),
      () => db.transaction(() => Promise.resolve()),
      () => db.ping(),
      async () => db.close(),
      async () => {
        for await (const _ of db.keyValue('a').list()) expect.fail('it listed')
      },
    ]
    for (const use of uses) await expect(use()).rejects.toThrow(/use tx/)
    await other.transaction(async (inner) => {
      await expect(get(db, 'x')).rejects.toThrow(/use tx/)
      await set(inner, 'x', 1)
    })
    await set(tx, 'x', 1)
    late = end.wait.then(() => get(db, 'x'))
  })
  end.open()
  expect(await late).toBe(1)
})

test('a transaction that has ended throws closed', async () => {
  const db = await opened()
  let kept: Transaction | undefined
  await db.transaction(async (tx) => {
    kept = tx
    await Promise.resolve()
  })
  const tx = kept as unknown as Transaction
  for (const use of [
    () => get(tx, 'x'),
    () => set(tx, 'x', 1),
    () => tx.transaction(() => Promise.resolve()),
  ]) {
    await expect(use()).rejects.toEqual(withCode('closed'))
  }
  expect(() => tx.afterCommit(() => undefined)).toThrow(withCode('closed'))
})

test('a callback that returns before a call of tx has answered is rolled back with TypeError', async () => {
  const db = await opened()
  const calls: ((tx: Transaction) => Promise<unknown>)[] = [
    (tx) => set(tx, 'x', 1),
    (tx) => tx.keyValue('a').update('x', () => gate().wait.then(() => 1)),
    (tx) => tx.transaction((inner) => set(inner, 'x', 1)).catch(() => undefined),
    (tx) => tx.keyValue('a').atomic().set('x', 1).commit(),
  ]
  for (const call of calls) {
    const running = db.transaction(async (tx) => {
      void call(tx)
    })
    await expect(running).rejects.toThrow(/await every call of tx/)
    expect(await get(db, 'x')).toBeUndefined()
  }
})

test('db.transaction() stops after its timeout or at its signal, whatever the callback does', async () => {
  const db = await opened()
  const never = gate()
  const stuck = async (tx: Transaction): Promise<void> => {
    await set(tx, 'x', 1)
    await never.wait
  }
  await expect(db.transaction(stuck, { timeout: 1 })).rejects.toEqual(withCode('timeout'))
  const controller = new AbortController()
  const running = db.transaction(stuck, { signal: controller.signal })
  controller.abort()
  await expect(running).rejects.toEqual(withCode('cancelled'))
  await expect(db.transaction(stuck, { signal: controller.signal })).rejects.toEqual(withCode('cancelled'))
  const outer = db.transaction(async (tx) => {
    await expect(tx.transaction(stuck, { timeout: 1 })).rejects.toEqual(withCode('timeout'))
    await set(tx, 'y', 1)
  })
  await outer
  expect(await db.keyValue('a').getMany(['x', 'y'])).toEqual([undefined, 1])
})

test('db.transaction() runs the callback again after a retryable failure, within retries', async () => {
  const db = await opened()
  const effects: number[] = []
  const failTimes = (times: number) => {
    let runs = 0
    return async (tx: Transaction): Promise<number> => {
      runs++
      const run = runs
      tx.afterCommit(() => void effects.push(run))
      expect(await get(tx, 'x')).toBeUndefined()
      await set(tx, 'x', run)
      if (run <= times) throw new HoldfastError('serialization', 'again', { retryable: true })
      return run
    }
  }
  await expect(db.transaction(failTimes(3), { retries: 2 })).rejects.toEqual(withCode('serialization'))
  expect(await db.transaction(failTimes(3), { retries: 3 })).toBe(4)
  expect(effects).toEqual([4])
  let unknown = 0
  const lost = db.transaction(() => {
    unknown++
    throw new HoldfastError('connection-lost', 'lost', { retryable: true, outcome: 'unknown' })
  })
  await expect(lost).rejects.toEqual(withCode('connection-lost'))
  expect(unknown).toBe(1)
})

test('tx.afterCommit() runs in order after the commit; a failure is logged and changes nothing', async () => {
  const events: string[] = []
  const db = await opened({ log: ({ level, message }) => void events.push(`${level}: ${message}`) })
  const seen: unknown[] = []
  await db.transaction(async (tx) => {
    tx.afterCommit(async () => void seen.push(await get(db, 'x')))
    tx.afterCommit(() => {
      throw new Error('broken')
    })
    tx.afterCommit(() => void seen.push('last'))
    await set(tx, 'x', 1)
  })
  expect(seen).toEqual([1, 'last'])
  expect(events).toContain('error: an action after the commit failed')
})

test('db.transaction() refuses wrong options before it begins', async () => {
  const db = await opened()
  const wrong = [{ isolation: 'chaos' }, { readOnly: 1 }, { retry: 1 }, { signal: {} }, { timeout: '1' }]
  for (const options of wrong) {
    await expect(db.transaction(() => Promise.resolve(), options as never)).rejects.toThrow(TypeError)
  }
  await expect(db.transaction(undefined as never)).rejects.toThrow(TypeError)
  await expect(db.transaction(() => Promise.resolve(), { retries: -1 })).rejects.toThrow(RangeError)
})
