import { describe, expect, test } from 'vitest'
import { type Backend, HoldfastError, memory, open } from '@holdfast/core'

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('open()', () => {
  test('open() names the package that is not installed', async () => {
    const error = await failure(open('nosuchengine:app.db'))
    expect(error).toMatchObject({
      code: 'not-installed',
      message: expect.stringContaining('npm install @holdfast/nosuchengine'),
    })
  })

  test.each(['app.db', '', '://x', '7:x'])('open() refuses %j, which is no URL, as misuse', async (url) => {
    expect(await failure(open(url))).toBeInstanceOf(TypeError)
  })

  test('open() refuses a backend built for another seam', async () => {
    const other = { ...memory(), seam: 2 } as unknown as Backend
    expect(await failure(open(other))).toMatchObject({ code: 'unsupported' })
  })

  test('open() throws unsupported when a required capability is missing', async () => {
    expect(await failure(open(memory(), { requires: ['sql', 'persistent'] }))).toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/sql, persistent/),
    })
  })

  test.each([
    [{ schema: 'maybe' }],
    [{ stores: ['nosuch'] }],
    [{ slowStatment: 1 }],
    [{ slowStatement: -1 }],
  ])('open() refuses the options %j as misuse', async (options) => {
    const error = await failure(open(memory(), options as never))
    expect(error instanceof TypeError || error instanceof RangeError).toBe(true)
  })

  test('instanceof HoldfastError holds for an error of another copy of the package', () => {
    const copy = Object.assign(new Error('x'), { [Symbol.for('holdfast.error.1')]: true })
    expect(copy instanceof HoldfastError).toBe(true)
    expect(new Error('x') instanceof HoldfastError).toBe(false)
  })
})
