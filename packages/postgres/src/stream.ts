import type { RowPage, Result, Statement } from '@holdfast/core'
import { commit, rollback } from './engine/begin.ts'
import type { PostgresConnection } from './connection.ts'
import { resultOf } from './engine/result.ts'
import { closePortal, fetchPortal, openPortal, simple } from './engine/speech.ts'
import type { Task } from './engine/task.ts'
import { setLocal } from './engine/tenant-setting.ts'

let count = 0

const answerOf = (task: Task, text: string): { readonly rows: Result['rows']; readonly isLast: boolean } => {
  const settled = resultOf(task, text)
  if (!settled.ok) throw settled.error
  const outcome = task.outcome()
  return { rows: settled.value.rows, isLast: outcome.ok && outcome.value.tag !== '' }
}

/**
 * Rows through a portal. Each fetch ends with a Sync, so other statements of the same transaction can run between two
 * chunks. A portal lives as long as its transaction, so outside one it gets one, which also keeps it on one server
 * connection behind a pooler.
 */
export async function* streamRows(
  connection: PostgresConnection,
  statement: Statement,
  size: number,
): AsyncGenerator<RowPage> {
  const isOwn = !connection.inTransaction
  count += 1
  const portal = `holdfast_${count}`
  let isOpen = false
  try {
    if (isOwn) void connection.round(simple(`begin${setLocal(connection.owner)}`), true)
    const first = await connection.round(openPortal(statement, portal, size))
    let chunk = answerOf(first, statement.text)
    const { shape } = first
    isOpen = !chunk.isLast
    if (chunk.rows.length > 0 || chunk.isLast)
      yield { columns: shape.columns, json: shape.json, rows: chunk.rows }
    while (!chunk.isLast) {
      const next = await connection.round(fetchPortal(portal, size), undefined, shape)
      chunk = answerOf(next, statement.text)
      isOpen = !chunk.isLast
      if (chunk.rows.length > 0) yield { columns: shape.columns, json: shape.json, rows: chunk.rows }
    }
  } catch (error) {
    isOpen = false
    throw error
  } finally {
    if (isOpen) await connection.round(closePortal(portal))
    if (isOwn) await connection.round(simple(connection.wire.isFailed ? rollback.text : commit.text), false)
  }
}
