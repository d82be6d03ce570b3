import type { Bound, DriverCell, RowPage } from '@holdfast/core'
import { bind } from './engine/bind.ts'
import { appendRows, jsonColumns } from './cells.ts'
import type { DuckdbConnection } from './connection.ts'

/**
 * Rows as the engine makes them, a vector at a time, in flat memory. The connection is the stream's until it ends, but the
 * process's turn is held only while a vector is fetched, so that a slow reader stops nobody.
 */
export async function* streamRows(
  connection: DuckdbConnection,
  text: string,
  values: readonly Bound[],
  size: number,
): AsyncGenerator<RowPage> {
  let leave!: () => void
  const left = new Promise<void>((resolve) => (leave = resolve))
  await new Promise<void>((entered) => {
    void connection.inOrder(() => {
      entered()
      return left
    })
  })
  try {
    yield* chunks(connection, text, values, size)
  } finally {
    leave()
  }
}

async function* chunks(
  connection: DuckdbConnection,
  text: string,
  values: readonly Bound[],
  size: number,
): AsyncGenerator<RowPage> {
  const { result, native } = await connection.guard(false, async () => {
    const prepared = await connection.prepare(text)
    const { native, wantsOneThread } = prepared
    try {
      for (let index = 0; index < values.length; index++) bind(native, index + 1, values[index]!)
      return { native, result: await (wantsOneThread ? connection.start(prepared, text) : native.stream()) }
    } catch (error) {
      native.destroySync()
      throw error
    }
  })
  let isDone = false
  try {
    const columns = result.columnNames()
    const json = jsonColumns(result)
    for (;;) {
      const chunk = await connection.guard(false, () => result.fetchChunk())
      if (chunk === null || chunk.rowCount === 0) break
      const rows: DriverCell[][] = []
      appendRows(chunk, rows)
      for (let first = 0; first < rows.length; first += size)
        yield { columns, json, rows: rows.slice(first, first + size) }
    }
    isDone = true
  } finally {
    native.destroySync()
    // An open stream keeps its snapshot, and so every older row version, until the connection runs something else.
    if (!isDone && connection.isOpen) await connection.guard(true, () => connection.native.run('select 1'))
  }
}
