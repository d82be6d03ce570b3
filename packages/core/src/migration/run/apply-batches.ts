import type { MigrationProgress } from '../../contracts/migration-report.ts'
import type { Batches } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import type { Step } from './apply-steps.ts'
import { lostCommit } from './finish.ts'
import { inTransaction, type Run } from './run.ts'

/** The cursor is committed with the batch in front of it, so that no row is done twice and none is left out. */
export const batches = async (
  { run, version, name, index, mark, found }: Step,
  unit: Batches,
): Promise<void> => {
  const { ledger } = run
  let { cursor, done } = found ?? { cursor: null, done: 0 }
  const attempt = (found?.attempt ?? 0) + 1
  // A run that goes on would only count what is left.
  const total =
    (done > 0 ? found?.total : undefined) ??
    (await inTransaction(run, (work) => unit.total?.(work) ?? Promise.resolve(undefined)))
  const begun = { done, at: performance.now() }
  let progress: MigrationProgress | undefined
  for (;;) {
    // While nothing is open: whoever is waited for must not wait for a lock of ours.
    if (progress !== undefined) await run.throttle(progress)
    const next = await inTransaction(run, async (work) => {
      await requireCursor(work, { ledger, version, index, cursor })
      const batch = await unit.next(work, cursor)
      const state =
        batch === undefined
          ? ({ state: 'done' } as const)
          : ({ state: 'started', cursor: batch.cursor } as const)
      await ledger.markStep(work.tx, version, index, {
        ...mark,
        ...state,
        attempt,
        done: done + (batch?.rows ?? 0),
        total: total ?? null,
      })
      return batch
    })
    if (next === undefined) return
    cursor = next.cursor
    done += next.rows
    progress = {
      phase: 'backfill',
      version,
      name,
      step: mark.title,
      done,
      ...(total === undefined ? {} : { total, ...remaining(total, done, begun) }),
    }
    run.tell(progress)
  }
}

/** What is left at the pace of this run, pauses included: an earlier run may have been on another machine. */
const remaining = (
  total: number,
  done: number,
  begun: { readonly done: number; readonly at: number },
): Pick<MigrationProgress, 'remaining'> => {
  const rows = done - begun.done
  if (rows <= 0) return {}
  const each = (performance.now() - begun.at) / rows
  return { remaining: Math.max(0, Math.round(each * (total - done))) }
}

/** The batch before was said to be committed; what the engine holds decides. */
const requireCursor = async (
  { tx }: Work,
  { ledger, version, index, cursor }: Pick<Step, 'version' | 'index'> & Pick<Run, 'ledger'> & Cursor,
): Promise<void> => {
  if (cursor === null) return
  if ((await ledger.step(tx, version, index))?.cursor !== cursor) throw lostCommit('a batch')
}

interface Cursor {
  readonly cursor: string | null
}
