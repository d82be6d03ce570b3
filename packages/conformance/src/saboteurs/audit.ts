import type { Audit, AuditFilter, AuditOptions, Dialect, Session, Statement } from '@holdfast/core'
import { withConnections } from './driver-connections.ts'
import { needs } from './needs-sql.ts'
import type { Saboteur } from './saboteur.ts'
import { replaced, type Where } from './spoil.ts'

/** Every audit trail with some members replaced. */
const trails = (change: (audit: Audit) => object) => ({
  session: (session: Session) => ({
    audit: (name: string, options?: AuditOptions) => {
      const audit = session.audit(name, options)
      return replaced(audit, change(audit))
    },
  }),
})

const refusing = /case when (exists \(.*?'chain'\)) then null else (u\.\w+) end(.*)$/

/** A statement that adds an entry, or in a chain nothing. */
const lenient = (statement: Statement): Statement =>
  statement.summary === 'ADD holdfast_audit'
    ? { ...statement, text: statement.text.replace(refusing, '$2$3 where not $1') }
    : statement

const known = new Set(['entity', 'actor', 'action', 'requestId', 'from', 'to'])

export const auditSaboteurs: readonly Saboteur[] = [
  {
    title: 'an entry that is logged on a transaction is lost',
    caughtBy: 'audit.transaction',
    make: () => ({
      session: (session: Session, { isTransaction }: Where) => ({
        ...(isTransaction && {
          audit: (name: string, options?: AuditOptions) =>
            replaced(session.audit(name, options), { log: async () => undefined }),
        }),
      }),
    }),
  },
  {
    title: 'an entry that is added to a transaction is lost',
    caughtBy: 'audit.add',
    make: () => ({
      session: (session: Session, { isTransaction }: Where) => ({
        ...(isTransaction && {
          audit: (name: string, options?: AuditOptions) =>
            replaced(session.audit(name, options), { add: () => 'never written' }),
        }),
      }),
    }),
  },
  {
    title: 'find() leaves out conditions that it does not know',
    caughtBy: 'audit.find.refused',
    make: () =>
      trails((audit) => ({
        find: (filter: AuditFilter = {}, page?: object) =>
          audit.find(
            Object.fromEntries(
              Object.entries(filter).filter(([key, value]) => known.has(key) && value !== undefined),
            ) as AuditFilter,
            page,
          ),
      })),
  },
  {
    title: 'verify() looks at the first entry only',
    caughtBy: 'audit.verify',
    needs,
    make: () =>
      trails((audit) => ({
        verify: async (options?: object) => {
          const report = await audit.verify(options)
          const faults = report.faults.filter(({ from }) => from === 1)
          return { ...report, faults, faultCount: faults.length, isIntact: faults.length === 0 }
        },
      })),
  },
  {
    title: 'a tail believes that every entry which it sees is settled',
    caughtBy: 'audit.tail.late',
    needs: ['sql', 'concurrentWriters'],
    make: () => ({
      dialect: (dialect: Dialect): Dialect =>
        dialect.arrival.form === 'transaction'
          ? { ...dialect, arrival: { ...dialect.arrival, horizon: '8000000000000000000' } }
          : dialect,
    }),
  },
  {
    title: 'an entry that is added to a trail which is a chain is left out, and nobody hears of it',
    caughtBy: 'audit.add.refused',
    needs: ['sql', 'appendOnly'],
    make: () => ({
      driver: withConnections((connection) => ({
        execute: (one: Statement) => connection.execute(lenient(one)),
        pipeline: (all: readonly Statement[]) => connection.pipeline(all.map(lenient)),
      })),
    }),
  },
  {
    title: 'the tables of audit trails have no triggers',
    caughtBy: 'audit.append-only',
    needs: ['sql', 'appendOnly'],
    make: () => ({
      dialect: (dialect: Dialect): Dialect => ({
        ...dialect,
        createTable: ({ appendOnly: _appendOnly, ...table }) => dialect.createTable(table),
      }),
    }),
  },
]
