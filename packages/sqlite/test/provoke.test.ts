import { open } from '@holdfast/core'
import type { Backend, Database, ErrorCode } from '@holdfast/core'
import { expect, test } from 'vitest'
import { harness } from './harness.ts'
import { afterwards } from './scratch.ts'

const codes = Object.keys(harness.provoke) as ErrorCode[]

test.each(codes)('the engine raises %s, without the value that was bound', async (code) => {
  const place = await harness.fresh()
  afterwards(() => place.destroy())
  const opened = async (backend: Backend, options = {}): Promise<Database> => {
    const db = await open(backend, options)
    afterwards(() => db.close())
    return db
  }
  const secret = 'planted-secret'
  const db = await opened(await place.backend())
  const error = await harness.provoke[code]?.({
    db,
    secret,
    name: () => 'scratch',
    open: opened,
    fresh: async () => harness.fresh(),
  })
  expect(error).toMatchObject({ code, outcome: 'not-applied', retryable: code === 'busy' })
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret)
})
