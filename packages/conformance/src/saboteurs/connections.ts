import {
  statement,
  type Connection,
  type Driver,
  type MaybePromise,
  type Result,
  type Statement,
} from '@holdfast/core'
import { running, settledBy, withConnections } from './driver-connections.ts'
import { needs } from './needs-sql.ts'
import type { Saboteur } from './saboteur.ts'

const nothing: Result = { columns: [], rows: [], affected: 0 }

const commitsInVain = withConnections((connection) =>
  running(async (one) => {
    if (one.text !== 'COMMIT') return connection.execute(one)
    const [done] = await connection.pipeline([one])
    if (done?.ok === false && connection.inTransaction) await connection.execute(statement('ROLLBACK'))
    return done?.ok === true ? done.value : nothing
  }),
)

/** Whatever is sent after a loss goes to a connection that knows nothing of the transaction. */
const replacesLost = withConnections((first, driver) => {
  let connection = first
  const run = async (one: Statement): Promise<Result> => {
    const settled = await settledBy((sent) => connection.execute(sent), one)
    if (settled.ok) return settled.value
    if (driver.failure(settled.error, 'statement').ends !== 'connection') throw settled.error
    await connection.release({ broken: true })
    connection = await driver.acquire('write', { deadline: performance.now() + 1_000 })
    return connection.execute(one)
  }
  return { ...running(run), release: (options?: { broken?: boolean }) => connection.release(options) }
})

const staysOpen = (connection: Connection): object => {
  let isOpen = false
  const begins = new WeakSet<Statement>()
  return {
    begin: (mode: Parameters<Connection['begin']>[0]) => {
      const statements = connection.begin(mode)
      for (const one of statements) begins.add(one)
      return statements
    },
    ...running((one) => {
      if (begins.has(one)) isOpen = true
      if (one.text === 'COMMIT' || one.text === 'ROLLBACK') isOpen = false
      return connection.execute(one)
    }),
    get inTransaction() {
      return isOpen
    },
  }
}

const saboteur = (title: string, caughtBy: string, driver: (driver: Driver) => Driver): Saboteur => ({
  title,
  caughtBy,
  needs,
  make: () => ({ driver }),
})

export const connectionSaboteurs: readonly Saboteur[] = [
  saboteur('a COMMIT that was refused is reported as done', 'faults.shared.commit-refused', commitsInVain),
  saboteur(
    'a COMMIT that rolled back is reported as done',
    'faults.shared.commit-rolled-back',
    commitsInVain,
  ),
  saboteur('a COMMIT that never arrived is reported as done', 'faults.lost.before-commit', commitsInVain),
  saboteur(
    'a connection that was lost is replaced in silence in the middle of a flight',
    'faults.lost.statement',
    replacesLost,
  ),
  saboteur(
    'a connection that was lost is replaced in silence in the middle of a transaction',
    'faults.every-step.lost-before',
    replacesLost,
  ),
  saboteur(
    'a pipeline goes on behind a BEGIN that failed',
    'faults.every-step.refused',
    withConnections((connection) => ({
      pipeline: (statements: readonly Statement[]) =>
        Promise.all(statements.map((one) => settledBy((sent) => connection.execute(sent), one))),
    })),
  ),
  saboteur(
    'a statement that failed is tried again, though its transaction is gone',
    'faults.every-step.conflict',
    withConnections((connection) => {
      const again = (one: Statement): MaybePromise<Result> =>
        settledBy((sent) => connection.execute(sent), one).then((settled) =>
          settled.ok ? settled.value : connection.execute(one),
        )
      return running(again)
    }),
  ),
  saboteur(
    'a connection with an open transaction is neither thrown away nor given back',
    'faults.every-step.stuck',
    withConnections((connection) => ({
      release: (options?: { broken?: boolean }) =>
        options?.broken === true ? undefined : connection.release(options),
    })),
  ),
  saboteur(
    'a connection whose ROLLBACK failed is lent again as it is',
    'faults.shared.rollback-fails',
    withConnections((connection) => ({
      release: () => (connection.inTransaction ? undefined : connection.release()),
    })),
  ),
  {
    title: 'interrupt() leaves the statement alone',
    caughtBy: 'faults.hang.transaction',
    needs: ['sql', 'cancel'],
    make: () => ({ driver: withConnections(() => ({ interrupt: async () => undefined })) }),
  },
  saboteur(
    'a transaction that the engine has ended is said to be open',
    'faults.shared.statement-rolled-back',
    withConnections((connection) => staysOpen(connection)),
  ),
]
