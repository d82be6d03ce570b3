import { expect, test } from 'vitest'
import { opened } from './opened.ts'

test('memory has no SQL: every SQL call throws unsupported and names the remedy', async () => {
  const db = await opened()
  const query = {} as never
  const unsupported = expect.objectContaining({
    code: 'unsupported',
    message: expect.stringContaining('capability "sql"'),
  })
  await db.transaction(async (tx) => {
    for (const call of [
      () => tx.all(query),
      () => tx.first(query),
      () => tx.run(query),
      () => tx.bulkInsert('t', []),
    ]) {
      await expect(call()).rejects.toEqual(unsupported)
    }
    const stream = async (): Promise<void> => {
      for await (const _ of tx.stream(query)) expect.fail('it streamed')
    }
    await expect(stream()).rejects.toEqual(unsupported)
  })
})
