import type {
  CaptureOptions,
  DeliverOptions,
  Evidence,
  EvidenceItem,
  EvidenceOptions,
  Session,
  Transaction,
  Upload,
} from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'

type Outbox = Evidence<unknown, unknown>
type AnyUpload = Upload<unknown, unknown>

/** A saboteur whose outboxes are opened with other options. */
const opening = (wrong: object) => () => ({
  session: (session: Session) => ({
    evidence: (name: string, options?: EvidenceOptions<unknown>) =>
      session.evidence(name, { ...options, ...wrong }),
  }),
})

export const evidenceSaboteurs: readonly Saboteur[] = [
  {
    title: 'the same content, built in another order, is another item',
    caughtBy: 'evidence.content',
    make: () => ({
      evidence: (evidence: Outbox) => ({
        capture: (item: unknown, options?: CaptureOptions) =>
          evidence.capture(
            Object.keys(Object(item)).at(0) === 'b' ? { ...Object(item), b: 0 } : item,
            options,
          ),
      }),
    }),
  },
  {
    title: 'an item is captured beside the transaction',
    caughtBy: 'evidence.transaction',
    make: () => ({
      evidence: (evidence, { session, isTransaction, db, name }) => ({
        capture: async (item: unknown, options?: CaptureOptions) => {
          if (!isTransaction) return evidence.capture(item, options)
          const other = db.evidence<unknown>(name, { durability: 'any' })
          ;(session as Transaction).afterCommit(async () => void (await other.capture(item, options)))
          return { id: 'later', outcome: 'captured' }
        },
      }),
    }),
  },
  {
    title: 'items are recorded where an acknowledged write does not survive power loss',
    caughtBy: 'evidence.durability',
    make: opening({ durability: 'any' }),
  },
  {
    title: 'an outbox has no quota',
    caughtBy: 'evidence.quota',
    make: opening({ quota: {} }),
  },
  {
    title: 'an item whose delivery failed is tried again at once',
    caughtBy: 'evidence.schedule',
    make: () => ({
      evidence: (evidence: Outbox) => ({
        drain: async (upload: AnyUpload, options?: DeliverOptions) => {
          const report = await evidence.drain(upload, options)
          await evidence.hurry()
          return report
        },
      }),
    }),
  },
  {
    title: 'the receipt of an item is forgotten',
    caughtBy: 'evidence.receipt',
    make: () => ({
      evidence: (evidence: Outbox) => ({
        get: async (id: string) => {
          const { receipt: _, ...item } = (await evidence.get(id)) ?? ({} as EvidenceItem<unknown>)
          return 'id' in item ? item : undefined
        },
      }),
    }),
  },
  {
    title: 'an item is called sent although its receipt was not kept',
    caughtBy: 'evidence.refused-receipt',
    make: () => ({
      evidence: (evidence: Outbox) => ({
        drain: async (upload: AnyUpload, options?: DeliverOptions) => {
          const report = await evidence.drain(upload, options)
          return { ...report, sent: report.sent + report.failed, failed: 0 }
        },
      }),
    }),
  },
  {
    title: 'items are tried to deliver while nobody can be reached',
    caughtBy: 'evidence.online',
    make: () => ({
      evidence: (evidence: Outbox) => ({
        drain: (upload: AnyUpload, options: DeliverOptions = {}) =>
          evidence.drain(upload, { ...options, online: () => true }),
      }),
    }),
  },
  {
    title: 'each attempt to deliver an item has an idempotency key of its own',
    caughtBy: 'evidence.killed',
    make: () => ({
      evidence: (evidence: Outbox) => ({
        drain: (upload: AnyUpload, options?: DeliverOptions) =>
          evidence.drain((item, context) => {
            const idempotencyKey = `${context.idempotencyKey} ${context.attempt}`
            return upload(item, { ...context, idempotencyKey })
          }, options),
      }),
    }),
  },
  {
    title: 'what waits for its time is not hurried',
    caughtBy: 'evidence.hurry',
    make: () => ({
      evidence: (evidence: Outbox) => ({ hurry: async () => (await evidence.stats()).waiting }),
    }),
  },
]
