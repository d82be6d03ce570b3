import type { FileRun } from './file-run.ts'
import type { FileTally } from './file-tally.ts'
import { FileFailure } from './problem.ts'

/** Fails where what was counted means that the file may not be imported. */
export const refuseFailed = (
  { settings, file: { path } }: FileRun,
  { rejected, shown, differences }: FileTally,
): void => {
  if (rejected > 0 && settings.onReject === 'fail') {
    const [first] = shown
    const why = first?.isForeign === true ? 'its mapping threw, see holdfast_import_rejects' : first?.reason
    const pointers = shown.map(({ pointer }) => pointer)
    const reason = `${rejected} of its records cannot become rows, the first on line ${first?.line}: ${why}`
    throw new FileFailure({ path, kind: 'rejects', reason, pointers }, shown)
  }
  const [difference] = differences
  if (difference === undefined) return
  const { reason, cause } = difference
  const pointers = differences.flatMap((one) => one.pointers)
  throw new FileFailure({
    path,
    kind: 'not-reproduced',
    reason,
    pointers,
    ...(cause !== undefined && { cause }),
  })
}
