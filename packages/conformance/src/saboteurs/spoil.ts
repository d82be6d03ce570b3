import type {
  AnyTable,
  Backend,
  Capabilities,
  Database,
  Dialect,
  Driver,
  Environment,
  Evidence,
  EvidenceOptions,
  KeyValue,
  Queue,
  QueueOptions,
  Rules,
  RulesOptions,
  Session,
  Transaction,
  Workflows,
} from '@holdfast/core'
import type { LooseRecords } from '../rules/records/loose-records.ts'
import { layered, spokenAs } from '../faults/driver-layers.ts'

/** Where a spoiled store or session stands. */
export interface Where {
  readonly db: Database
  readonly environment: Environment
  readonly isTransaction: boolean
}

/** Where a store was got. */
export interface Origin {
  readonly session: Session
  readonly name: string
}

/** Where records were got. */
export interface RecordsOrigin {
  readonly session: Session
  readonly table: AnyTable
}

/** Members to put in place of the good ones; a wrong one need not have the right type. */
export type Replacements<T> = { readonly [K in keyof T]?: (...values: never[]) => unknown }

/** What a saboteur replaces; everything else stays as good as it was. */
export interface Spoil {
  /** In place of the dialect; then nothing else is replaced. */
  dialect?(dialect: Dialect): Dialect
  /** In place of the driver below core; then nothing else is replaced. */
  driver?(driver: Driver): Driver
  keyValue?(store: KeyValue<unknown>, where: Where & Origin): Replacements<KeyValue<unknown>>
  workflows?(flows: Workflows, where: Where & Origin): Replacements<Workflows>
  queue?(queue: Queue<unknown>, where: Where & Origin): Replacements<Queue<unknown>>
  evidence?(evidence: Evidence<unknown>, where: Where & Origin): Replacements<Evidence<unknown>>
  rules?(rules: Rules<unknown>, where: Where & Origin): Replacements<Rules<unknown>>
  records?(records: LooseRecords, where: Where & RecordsOrigin): Replacements<LooseRecords>
  /** For the database, its tenants and its transactions. */
  session?(session: Session, where: Where): Replacements<Transaction>
  database?(db: Database, where: Where): Replacements<Database>
  environment?(environment: Environment): Environment
  capabilities?(capabilities: Capabilities): Capabilities
}

/** The object with some members replaced. Its own methods keep their own `this`, for they may have private fields. */
export const replaced = <T extends object>(target: T, members: object): T =>
  new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

const spoiledSession = <S extends Session>(session: S, where: Where, spoil: Spoil): S => {
  const inside = replaced(session, {
    keyValue: (name: string, options?: object) => {
      const store = session.keyValue<unknown>(name, options)
      return spoil.keyValue === undefined
        ? store
        : replaced(store, spoil.keyValue(store, { ...where, session, name }))
    },
    workflows: (name: string) => {
      const flows = session.workflows(name)
      return spoil.workflows === undefined
        ? flows
        : replaced(flows, spoil.workflows(flows, { ...where, session, name }))
    },
    queue: (name: string, options?: QueueOptions<unknown>) => {
      const queue = session.queue<unknown>(name, options)
      return spoil.queue === undefined
        ? queue
        : replaced(queue, spoil.queue(queue, { ...where, session, name }))
    },
    evidence: (name: string, options?: EvidenceOptions<unknown>) => {
      const evidence = session.evidence<unknown>(name, options)
      return spoil.evidence === undefined
        ? evidence
        : replaced(evidence, spoil.evidence(evidence, { ...where, session, name }))
    },
    rules: (name: string, options?: RulesOptions<unknown>) => {
      const rules = session.rules<unknown>(name, options)
      return spoil.rules === undefined
        ? rules
        : replaced(rules, spoil.rules(rules, { ...where, session, name }))
    },
    records: (table: AnyTable) => {
      const records = session.records(table)
      return spoil.records === undefined
        ? records
        : replaced(records, spoil.records(records as never, { ...where, session, table }))
    },
    transaction: (body: (tx: Transaction) => Promise<unknown>, options?: object) =>
      session.transaction(
        (tx) => body(spoiledSession(tx, { ...where, isTransaction: true }, spoil)),
        options,
      ),
  })
  return spoil.session === undefined ? inside : replaced(inside, spoil.session(inside, where))
}

/** A backend that is wrong in one way. */
export const spoiled = (backend: Backend, spoil: Spoil): Backend => {
  if (spoil.dialect !== undefined) return spokenAs(backend, spoil.dialect) ?? backend
  if (spoil.driver !== undefined) return layered(backend, spoil.driver, 'core') ?? backend
  const capabilities = spoil.capabilities?.(backend.capabilities) ?? backend.capabilities
  return {
    name: backend.name,
    seam: backend.seam,
    capabilities,
    limits: backend.limits,
    open: async (given) => {
      const environment = spoil.environment?.(given) ?? given
      const db = await backend.open(environment)
      const where = { db, environment, isTransaction: false }
      const session = spoiledSession(db, where, spoil)
      const inside = replaced(session, {
        capabilities,
        tenant: (id: string) => spoiledSession(db.tenant(id), where, spoil),
        system: () => spoiledSession(db.system(), where, spoil),
      })
      return spoil.database === undefined ? inside : replaced(inside, spoil.database(inside, where))
    },
  }
}
