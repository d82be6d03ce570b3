import { HoldfastError } from '../../errors.ts'
import type { Run } from './run.ts'

/** Does what comes after a failure, or at the end. When that fails too it is logged by its code, and must not hide why the run failed. */
export const noteSecond = async (
  { workshop }: Pick<Run, 'workshop'>,
  what: string,
  body: () => Promise<void>,
): Promise<void> => {
  try {
    await body()
  } catch (error) {
    workshop.engine.tracer.log('warn', 'maintenance', what, {
      'error.type': error instanceof HoldfastError ? error.code : 'unknown',
    })
  }
}
