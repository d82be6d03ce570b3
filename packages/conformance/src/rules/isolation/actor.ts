import type { Isolation, Session } from '@holdfast/core'
import { deferred, type Deferred } from '../../deferred.ts'
import type { Cells } from './cells.ts'

/** How a transaction ended: its commit, its own rollback, or the code of the failure. */
export type Ending = 'committed' | 'rolled back' | string

/** A transaction that is told step by step what to do, so that two can be interleaved. */
export interface Actor {
  /** Does something next; goes on after a moment when the engine makes it wait. `into` gets what it answered, perhaps later. */
  step<T>(work: (cells: Cells) => Promise<T>, into?: (value: T) => void): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
  readonly ending: Promise<Ending>
  /** Whether a step had to wait for another transaction. */
  readonly hasWaited: boolean
}

/** A step that takes longer than this waits for the other transaction. Nothing depends on it but the order of the steps. */
const moment = 40

const rollbackOnly = new Error('rolled back on purpose')

type Command =
  | { readonly run: (cells: Cells) => Promise<unknown>; readonly done: Deferred<void> }
  | 'commit'
  | 'rollback'

export const startActor = (
  session: Session,
  cellsOf: (session: Session) => Cells,
  isolation: Isolation,
): Actor => {
  const commands: Command[] = []
  let arrived = deferred()
  let hasWaited = false
  const send = (command: Command): void => {
    commands.push(command)
    arrived.resolve()
  }
  const body = async (cells: Cells): Promise<void> => {
    for (;;) {
      const command = commands.shift()
      if (command === 'commit') return
      if (command === 'rollback') throw rollbackOnly
      if (command === undefined) {
        await arrived.promise
        arrived = deferred()
        continue
      }
      await command.run(cells).finally(() => command.done.resolve())
    }
  }
  const options = { isolation, retries: 0, timeout: 8_000, acquireTimeout: 6_000 }
  const ending: Promise<Ending> = session
    .transaction((tx) => body(cellsOf(tx)), options)
    .then(
      () => 'committed',
      (error: unknown) =>
        error === rollbackOnly ? 'rolled back' : String((error as { code?: string }).code ?? error),
    )
  const settle = async (done: Promise<unknown>): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    const waits = new Promise<true>((resolve) => {
      timer = setTimeout(() => resolve(true), moment)
    })
    // A transaction that failed answers no further step.
    if ((await Promise.race([done, ending, waits])) === true) hasWaited = true
    clearTimeout(timer)
  }
  return {
    step: (work, into) => {
      const done = deferred()
      const run = async (cells: Cells): Promise<void> => {
        const value = await work(cells)
        into?.(value)
      }
      send({ run, done })
      return settle(done.promise)
    },
    commit: () => {
      send('commit')
      return settle(ending)
    },
    rollback: () => {
      send('rollback')
      return settle(ending)
    },
    ending,
    get hasWaited() {
      return hasWaited
    },
  }
}
