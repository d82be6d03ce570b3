import { sql, type Audit, type ChainFault, type Database } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { documentedHash } from './documented-hash.ts'

/** Something done to the six entries of a chain, whose actions are `<name> 1` to `<name> 6`, behind the library's back. */
interface Forgery {
  readonly name: string
  readonly faults: readonly ChainFault[]
  /** `key` is the column that holds the position of an entry, as a part of its text. */
  forge(forger: Forger): Promise<unknown>
}

interface Forger {
  readonly db: Database
  readonly chain: Audit
  /** The column that holds the position of an entry, as a part of its text. */
  readonly key: string
  /** The action of an entry. */
  of(number: number): string
}

const place = (number: number): string => `1${String(number).padStart(18, '0')}`

const remove =
  (...numbers: readonly number[]) =>
  async ({ db, of }: Forger): Promise<void> => {
    for (const number of numbers) await db.run(sql`delete from holdfast_audit where action = ${of(number)}`)
  }

const edit =
  (column: string, value: string | number) =>
  ({ db, of }: Forger): Promise<unknown> =>
    db.run(sql`update holdfast_audit set ${sql.identifier(column)} = ${value} where action = ${of(3)}`)

const move = ({ db, key, of }: Forger, from: number, to: number): Promise<unknown> =>
  db.run(
    sql`update holdfast_audit set ${sql.identifier(key)} = replace(${sql.identifier(key)}, ${place(from)}, ${place(to)}) where action = ${of(from)}`,
  )

const fault = (kind: ChainFault['kind'], from: number, to = from): ChainFault => ({ kind, from, to })

const forgeries: readonly Forgery[] = [
  ...(
    [
      ['details', '{}'],
      ['actor', 'bob'],
      ['entity_id', '2'],
      ['reason', 'none'],
      ['severity', 'info'],
      ['request_id', 'r2'],
      ['ip', '::2'],
      ['logged_at', 1],
      ['previous', '0'.repeat(64)],
    ] as const
  ).map(([column, value]) => ({
    name: `an edited ${column}`,
    faults: [fault('edited', 3)],
    forge: edit(column, value),
  })),
  {
    name: 'an edited hash',
    faults: [fault('edited', 3), fault('unlinked', 4)],
    forge: edit('hash', 'f'.repeat(64)),
  },
  { name: 'a removed entry', faults: [fault('missing', 3)], forge: remove(3) },
  { name: 'removed entries', faults: [fault('missing', 2, 3), fault('missing', 5)], forge: remove(2, 3, 5) },
  { name: 'a removed beginning', faults: [fault('missing', 1, 2)], forge: remove(1, 2) },
  { name: 'a removed end', faults: [fault('cut', 5, 6)], forge: remove(5, 6) },
  { name: 'a removed whole', faults: [fault('cut', 1, 6)], forge: remove(1, 2, 3, 4, 5, 6) },
  {
    name: 'exchanged entries',
    faults: [fault('unlinked', 3, 5)],
    forge: async (forger) => {
      await move(forger, 3, 9)
      await move(forger, 4, 3)
      const { db, key, of } = forger
      const column = sql.identifier(key)
      await db.run(
        sql`update holdfast_audit set ${column} = replace(${column}, ${place(9)}, ${place(4)}) where action = ${of(3)}`,
      )
    },
  },
  {
    name: 'a closed gap',
    faults: [fault('unlinked', 3), fault('cut', 6)],
    forge: async (forger) => {
      await remove(3)(forger)
      for (const number of [4, 5, 6]) await move(forger, number, number - 1)
    },
  },
  {
    name: 'an added entry',
    faults: [fault('edited', 7), fault('extra', 7)],
    forge: async ({ db, key, of }) => {
      await db.run(sql`create table holdfast_forged as select * from holdfast_audit where action = ${of(6)}`)
      const column = sql.identifier(key)
      await db.run(
        sql`update holdfast_forged set ${column} = replace(${column}, ${place(6)}, ${place(7)}), action = 'forged'`,
      )
      await db.run(sql`insert into holdfast_audit select * from holdfast_forged`)
    },
  },
  {
    name: 'a last entry that was hashed anew',
    faults: [fault('unlinked', 6)],
    forge: async ({ db, chain, of }) => {
      const [last, before] = (await chain.find({}, { limit: 2 })).items
      const hash = documentedHash('', of(6).slice(0, -2), before!.link!.hash, { ...last!, actor: 'bob' })
      await db.run(sql`update holdfast_audit set actor = 'bob', hash = ${hash} where action = ${of(6)}`)
    },
  },
]

/** The same entries in a table that nothing protects. */
const unguard = async (db: Database): Promise<string> => {
  await db.run(sql`create table holdfast_unguarded as select * from holdfast_audit`)
  await db.run(sql`drop table holdfast_audit`)
  await db.run(sql`create table holdfast_audit as select * from holdfast_unguarded`)
  const row = await db.first(sql`select * from holdfast_audit`)
  return 'key' in row! ? 'key' : 'id'
}

const fill = (db: Database, name: string): Promise<unknown> =>
  db.audit(name, { chain: true }).logMany(
    Array.from({ length: 6 }, (_, index) => ({
      action: `${name} ${index + 1}`,
      entity: ['t', '1'],
      details: { n: index },
      actor: 'ann',
      reason: 'why',
      severity: 'notice',
      requestId: 'r1',
      ip: '::1',
    })),
  )

export const auditFaults: readonly Rule[] = [
  rule({
    id: 'audit.verify',
    title:
      'verify() finds an edit of any field, a removal, a cut, an exchange and an addition, tells where, and finds nothing in a whole chain',
    needs: ['sql'],
    timeout: 60_000,
    present: async (context) => {
      const { db } = await context.fresh()
      // Asked first, so that a backend without SQL says so before anything is written.
      await db.all(sql`select 1`)
      for (const { name } of [...forgeries, { name: 'whole' }]) await fill(db, name)
      const key = await unguard(db)
      const open = { chain: true } as const
      for (const { name, faults, forge } of forgeries) {
        const chain = db.audit(name, open)
        expect((await chain.verify()).isIntact, name).toBe(true)
        await forge({ db, chain, key, of: (number) => `${name} ${number}` })
        const report = await chain.verify()
        expect(report.faults, name).toStrictEqual(faults)
        expect([report.isIntact, report.faultCount], name).toStrictEqual([false, faults.length])
      }
      expect((await db.audit('whole', open).verify()).isIntact).toBe(true)
    },
  }),
  rule({
    id: 'audit.verify.expect',
    title: 'verify({ expect }) finds a chain that was cut or written anew together with its head',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.all(sql`select 1`)
      await fill(db, 'cut')
      const chain = db.audit('cut', { chain: true })
      const links = (await chain.find()).items.map(({ link }) => link!).toReversed()
      expect(await chain.head()).toStrictEqual(links[5])
      for (const link of links)
        expect(await chain.verify({ expect: link })).toMatchObject({ isIntact: true, expected: 'same' })
      const other = await chain.verify({ expect: { number: 3, hash: links[3]!.hash } })
      expect([other.isIntact, other.expected, other.faultCount]).toStrictEqual([false, 'different', 0])
      await unguard(db)
      await remove(5, 6)({ db, chain, key: '', of: (number) => `cut ${number}` })
      const { hash } = links[3]!
      await db.run(
        sql`update holdfast_audit_trails set number = 4, hash = ${hash} where hash = ${links[5]!.hash}`,
      )
      expect((await chain.verify()).isIntact).toBe(true)
      expect((await chain.verify({ expect: links[3]! })).isIntact).toBe(true)
      const cut = await chain.verify({ expect: links[5]! })
      expect([cut.isIntact, cut.expected]).toStrictEqual([false, 'different'])
    },
  }),
]
