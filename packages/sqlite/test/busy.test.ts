import { describe, expect, test } from 'vitest'
import { startRival } from './rival.ts'
import {
  begin,
  connect,
  errorsOf,
  openDriver,
  rows,
  run,
  scratchFile,
  soon,
  statement,
  thrownBy,
} from './scratch.ts'

const insert = statement('insert into t values (1)')

async function besideRival(deadline?: number) {
  const file = scratchFile()
  const driver = await openDriver(file)
  const setUp = await driver.acquire('write', soon())
  await run(setUp, 'create table t (a)')
  setUp.release()
  const rival = await startRival(file)
  await rival.do('db.exec("begin immediate")')
  const writer = await connect(
    driver,
    'write',
    deadline === undefined ? soon() : { deadline: performance.now() + deadline },
  )
  return { file, driver, rival, writer }
}

const mode = { isolation: 'snapshot', readOnly: false } as const

describe('execute() while another process writes', () => {
  test('waits to begin, leaves the event loop free, and goes on when the lock is free', async () => {
    const { rival, writer } = await besideRival()
    const began = begin(writer)
    let turns = 0
    let waiting = true
    void began.then(() => (waiting = false))
    while (turns < 200) {
      await new Promise((resolve) => setImmediate(resolve))
      turns++
    }
    expect(waiting).toBe(true)
    await rival.do('db.exec("commit")')
    await began
    expect(writer.inTransaction).toBe(true)
  })

  test('waits with a lone statement', async () => {
    const { rival, writer } = await besideRival()
    const inserted = writer.execute(insert)
    await rival.do('db.exec("commit")')
    expect(await inserted).toMatchObject({ affected: 1 })
  })

  test('throws busy at the deadline of its acquire, retryable and not applied', async () => {
    const { driver, rival, writer } = await besideRival(30)
    const error = await thrownBy(() => writer.execute(insert))
    expect(driver.failure(error, 'statement')).toMatchObject({
      code: 'busy',
      retryable: true,
      outcome: 'not-applied',
    })
    await rival.do('db.exec("commit")')
    expect(await rows(writer, 'select * from t')).toEqual([])
  })

  test('stops waiting when the signal aborts', async () => {
    const { driver } = await besideRival()
    const aborting = new AbortController()
    const writer = await connect(driver, 'write', { ...soon(), signal: aborting.signal } as never)
    const waiting = writer.execute(insert)
    aborting.abort()
    expect(driver.failure(await thrownBy(() => waiting), 'statement')).toMatchObject({
      code: 'cancelled',
      outcome: 'not-applied',
    })
  })

  test('runs what was sent meanwhile afterwards, in order', async () => {
    const { rival, writer } = await besideRival()
    const order: number[] = []
    const sent = [1, 2, 3].map((n) =>
      Promise.resolve(writer.execute(statement('insert into t values (?1)', [n]))).then(() => order.push(n)),
    )
    await rival.do('db.exec("commit")')
    await Promise.all(sent)
    expect(order).toEqual([1, 2, 3])
    expect(await rows(writer, 'select a from t order by rowid')).toEqual([[1], [2], [3]])
  })

  test('does not wait inside a transaction that reads first, for only a new one can succeed', async () => {
    const { driver, rival, writer } = await besideRival()
    await run(writer, 'begin')
    await rows(writer, 'select * from t')
    expect(() => writer.execute(insert)).toThrow('database is locked')
    await rival.do('db.exec("insert into t values (9); commit")')
    const error = await thrownBy(() => writer.execute(insert))
    expect(driver.failure(error, 'statement')).toMatchObject({
      code: 'serialization',
      retryable: true,
      ends: 'transaction',
    })
  })

  test('begins nothing any more once the connection was given back', async () => {
    const { driver, rival, writer } = await besideRival()
    const began = begin(writer)
    writer.release()
    const failed = thrownBy(() => began)
    await rival.do('db.exec("commit")')
    expect(await failed).toMatchObject({ code: 'closed' })
    const next = await connect(driver)
    expect(next.inTransaction).toBe(false)
  })

  test('gets its turn beside a process that never pauses', async () => {
    const { rival, writer } = await besideRival()
    const busy = rival.do(
      'db.exec("commit"); for (const end = Date.now() + 1500; Date.now() < end; ) db.exec("insert into t values (2)")',
    )
    for (let i = 0; i < 20; i++) await writer.execute(insert)
    await busy
    expect(await rows(writer, 'select count(*) from t where a = 1')).toEqual([[20]])
  })

  test('reads are not disturbed', async () => {
    const { driver } = await besideRival()
    const reader = await connect(driver, 'read')
    expect(reader.execute(statement('select count(*) from t'))).toMatchObject({ rows: [[0]] })
  })
})

describe('pipeline() while another process writes', () => {
  test('runs nothing of a transaction that could not begin', async () => {
    const { rival, writer } = await besideRival(20)
    const settled = await writer.pipeline([...writer.begin(mode), insert, statement('COMMIT')])
    const [first, ...others] = errorsOf(settled)
    expect(first).toMatchObject({ code: 'SQLITE_BUSY' })
    expect(others).toEqual([first, first])
    await rival.do('db.exec("commit")')
    expect(await rows(writer, 'select * from t')).toEqual([])
  })

  test('waits, then runs all in order', async () => {
    const { rival, writer } = await besideRival()
    const settled = writer.pipeline([...writer.begin(mode), insert, statement('COMMIT')])
    expect(settled).toBeInstanceOf(Promise)
    await rival.do('db.exec("commit")')
    expect((await settled).map((one) => one.ok)).toEqual([true, true, true])
    expect(await rows(writer, 'select * from t')).toEqual([[1]])
  })
})

describe('SqliteDriver.open() beside another process', () => {
  test('waits for one that writes, and both then use the file', async () => {
    const { file, rival, writer } = await besideRival()
    const opening = openDriver(file)
    await rival.do('db.exec("insert into t values (5); commit")')
    const second = await connect(await opening)
    await run(second, 'insert into t values (6)')
    expect(await rival.do('db.prepare("select a from t order by a").pluck().all()')).toEqual([5, 6])
    expect(await rows(writer, 'select a from t order by a')).toEqual([[5], [6]])
  })

  test('finds every acknowledged write of one that was killed, and its lock free', async () => {
    const { file, rival } = await besideRival()
    await rival.do('db.exec("insert into t values (7); commit; begin immediate; insert into t values (8)")')
    await rival.kill()
    const writer = await connect(await openDriver(file))
    await run(writer, 'insert into t values (9)')
    expect(await rows(writer, 'select a from t order by a')).toEqual([[7], [9]])
  })
})
