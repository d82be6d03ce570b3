import { auditTypeChange, type TypeAudit } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../../rule.ts'
import { openWorkbench, type Workbench } from '../../../workbench.ts'

type Kind = Parameters<Workbench['table']>[0][string]

interface Case {
  readonly from: Kind
  readonly to: Kind
  /** As SQL literals, with the verdict on each. */
  readonly values: readonly (readonly [
    literal: string,
    verdict: 'lossless' | 'lost' | 'outOfRange' | 'null',
  ])[]
}

const cases: readonly Case[] = [
  {
    from: 'text',
    to: 'bigint',
    values: [
      [`'12'`, 'lossless'],
      [`'-3'`, 'lossless'],
      [`'0'`, 'lossless'],
      ['null', 'null'],
      [`'012'`, 'lost'],
      [`'2.7'`, 'lost'],
      [`'abc'`, 'lost'],
      [`''`, 'lost'],
      [`' 1'`, 'lost'],
      [`'9223372036854775807'`, 'lossless'],
      [`'9223372036854775808'`, 'outOfRange'],
    ],
  },
  {
    from: 'bigint',
    to: 'text',
    values: [
      ['1', 'lossless'],
      ['-9007199254740993', 'lossless'],
      ['null', 'null'],
    ],
  },
  {
    from: 'real',
    to: 'bigint',
    values: [
      ['1', 'lossless'],
      ['0', 'lossless'],
      ['2.5', 'lost'],
      ['-0.25', 'lost'],
      ['null', 'null'],
      ['1e300', 'outOfRange'],
      ['-1e19', 'outOfRange'],
    ],
  },
  {
    from: 'bigint',
    to: 'real',
    values: [
      ['1', 'lossless'],
      ['9007199254740992', 'lossless'],
      ['9007199254740993', 'lost'],
      ['null', 'null'],
    ],
  },
]

const audit = async (bench: Workbench, { from, to, values }: Case): Promise<TypeAudit> => {
  const { dialect, run } = bench
  const name = await bench.table({ id: 'bigint', held: from })
  for (const [index, [literal]] of values.entries())
    await run(`insert into ${dialect.table(name)} values (${index}, ${literal})`)
  const type = (kind: Kind): string => dialect.columnType({ kind }).ddl
  const change = { table: name, key: ['id'], column: 'held', from: type(from), to: type(to), samples: 100 }
  return auditTypeChange(bench.ask, dialect, change)
}

export const auditRules: readonly Rule[] = [
  rule({
    id: 'migrations.proof.audit',
    title:
      'auditTypeChange() counts the values that a change of type would alter, lose or have no room for, and names their rows',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      for (const one of cases) {
        const count = (verdict: string): number => one.values.filter(([, said]) => said === verdict).length
        const samples = one.values.flatMap(([, verdict], id) =>
          verdict === 'lost' || verdict === 'outOfRange' ? [[id]] : [],
        )
        expect(await audit(bench, one), `${one.from} to ${one.to}`).toStrictEqual({
          rows: one.values.length,
          nulls: count('null'),
          lossless: count('lossless'),
          lost: count('lost'),
          outOfRange: count('outOfRange'),
          samples,
          isComplete: true,
        })
      }
    },
  }),
  rule({
    id: 'migrations.proof.audit.range',
    title:
      'auditTypeChange() holds new values to the range that they are given, and gives no more samples than asked',
    needs: ['sql'],
    present: async (context) => {
      const bench = await openWorkbench(context)
      if (bench === undefined) return 'absent'
      const { ask, dialect, run } = bench
      const name = await bench.table({ id: 'bigint', held: 'text' })
      await run(
        `insert into ${dialect.table(name)} values (1, '5'), (2, '11'), (3, '-1'), (4, 'x'), (5, '10'), (6, '12')`,
      )
      const type = dialect.columnType({ kind: 'bigint' }).ddl
      const change = {
        table: name,
        key: ['id'],
        column: 'held',
        from: dialect.columnType({ kind: 'text' }).ddl,
        to: type,
        range: [0, 10] as const,
        samples: 2,
      }
      expect(await auditTypeChange(ask, dialect, change)).toMatchObject({
        rows: 6,
        lossless: 2,
        lost: 1,
        outOfRange: 3,
        samples: [[2], [3]],
      })
    },
  }),
]
