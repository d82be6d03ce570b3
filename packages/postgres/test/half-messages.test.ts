import { expect, test } from 'vitest'
import { connectionOf, of, testDriver } from './drivers.ts'

test('execute() of a statement with too many parameters is refused, and nothing of it goes out with the next one', async () => {
  const driver = await testDriver()
  const [one, other] = [await connectionOf(driver), await connectionOf(driver)]
  const values = Array.from({ length: 65_536 }, (_, index) => index)
  const text = `select ${values.map((index) => `$${index + 1}::int`).join(' + ')}`
  await expect(one.execute(of(text, values))).rejects.toThrow(RangeError)
  await expect(one.commitEach?.([of(text, values)], 20)).rejects.toThrow(RangeError)
  for (const connection of [other, one])
    expect((await connection.execute(of('select 1'))).rows).toEqual([[1]])
})
