import type { AuditEvent, Database } from '@holdfast/core'

import { people, personOf, type Person } from '../records/person.ts'
import type { Recorder } from '../recorder.ts'
import { repeated, together, type Operation } from '../sample.ts'

/** An entry is to add at most so much to the transaction that inserts a row. */
const most = 0.15

const callers = 64

const eventOf = ({ id, country }: Person, index: number): AuditEvent => ({
  action: 'person.create',
  entity: ['person', id],
  actor: `user ${index % 50}`,
  requestId: `request ${index}`,
  details: { country },
})

/** What it costs that a transaction says what it did. Everything is in one database, in which nobody else is. */
export const runAudit = async (recorder: Recorder, db: Database, folder: string): Promise<void> => {
  await db.createTables([people])
  let next = 0
  const insert =
    (how?: 'add' | 'log' | 'chain'): Operation =>
    () => {
      const index = (next += 1)
      const person = personOf(index)
      return db.transaction(
        async (tx) => {
          await tx.records(people).insert(person)
          if (how === 'add') tx.audit('trail').add(eventOf(person, index))
          else if (how === 'log') await tx.audit('trail').log(eventOf(person, index))
          else if (how === 'chain') await tx.audit('chain', { chain: true }).log(eventOf(person, index))
        },
        { isolation: 'read-committed' },
      )
    }
  const plain = insert()
  const compare = (name: string, ours: Operation, target?: number): Promise<void> =>
    recorder.compare({
      name: `audit: ${name}`,
      ours: repeated(ours),
      rivals: [
        { name: 'the insert alone', sample: repeated(plain), ...(target === undefined ? {} : { target }) },
      ],
      durable: folder,
    })
  await compare('an insert and an entry in one transaction, added', insert('add'), 1 / (1 + most))
  await compare('an insert and an entry in one transaction, logged', insert('log'))
  await compare('an insert and an entry of a chain in one transaction', insert('chain'))
  const alone =
    (chain: boolean): Operation =>
    (index) =>
      db.audit(chain ? 'chain' : 'trail', { chain }).log(eventOf(personOf(index), index))
  const set: Operation = (index) =>
    db.keyValue<AuditEvent>('items').set(`k${index}`, eventOf(personOf(index), index))
  for (const [name, chain] of [
    ['an entry alone', false],
    ['an entry of a chain alone', true],
  ] as const) {
    const rival = 'a set of the key-value store'
    await recorder.compare({
      name: `audit: ${name}`,
      ours: repeated(alone(chain)),
      rivals: [{ name: rival, sample: repeated(set) }],
      durable: folder,
    })
    await recorder.compare({
      name: `audit: ${name}, ${callers} callers in the process`,
      ours: together(callers, alone(chain)),
      rivals: [{ name: rival, sample: together(callers, set) }],
      durable: folder,
    })
  }
}
