import { open, sql, integer } from '@holdfast/core'
import { expect, test } from 'vitest'
import { opened } from './opened.ts'
import { makeFile } from './folder.ts'

const digits = 'with d(x) as (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))'
const sum = 'd0.x * 1 + d1.x * 10 + d2.x * 100 + d3.x * 1000 + d4.x * 10000'
const q = sql.raw(`${digits} select ${sum} + 1 as n from d d0, d d1, d d2, d d3, d d4 where ${sum} < 10000 order by n`).as({ n: integer() })

test('early', async () => {
  const db = await opened(makeFile())
  for (let round = 0; round < 30; round += 1) {
    const t = performance.now()
    let seen = 0
    for await (const row of db.stream(q, { chunk: 10 })) if ((seen = row.n) === 15) break
    expect(seen).toBe(15)
    console.log(round, performance.now() - t)
  }
})
