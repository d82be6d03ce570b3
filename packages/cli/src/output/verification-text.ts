import type { AppliedProof, ConvertedColumn, Verification } from '@holdfast/core'
import { count } from './count.ts'
import { numberText } from './number-text.ts'
import type { Paint } from './paint.ts'
import { problemsText } from './problems-text.ts'
import { visible } from './visible.ts'

/** In what a database is not what its history says. */
export const verificationText = (
  { isWhole, problems, drift, started, proofs }: Verification,
  paint: Paint,
): string =>
  [
    ...(isWhole
      ? ['The database is what its history says.\n']
      : [
          problemsText(problems, paint),
          ...started.map(
            (version) => `${paint.red('half-way')}: ${version}; the next up goes on where it stopped\n`,
          ),
          ...drift.map((change) => `${paint.red('drift')}: ${visible(change)}\n`),
        ]),
    ...proofs.flatMap((proof) => proofLines(proof).map((line) => `${paint.dim(visible(line))}\n`)),
  ].join('')

const proofLines = ({ version, name, conserved, converted }: AppliedProof): readonly string[] => {
  const what = `${numberText(version)} ${name}`
  const rows = conserved.reduce((sum, table) => sum + table.rows, 0)
  return [
    ...(conserved.length === 0
      ? []
      : [`${what}: ${count(conserved.length, 'table')} with ${count(rows, 'row')} proved the same`]),
    ...converted.map((one) => `${what}: ${convertedText(one)}`),
  ]
}

const convertedText = ({ table, column, from, to, rows, lost, aside }: ConvertedColumn): string => {
  const kept = aside === undefined ? '' : `, kept aside in ${aside}`
  const how = lost === 0 ? 'nothing lost' : `${count(lost, 'value')} lost${kept}`
  return `${table}.${column} from ${from} to ${to}, ${count(rows, 'row')}, ${how}`
}
