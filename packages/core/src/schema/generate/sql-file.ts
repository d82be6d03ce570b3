import type { JudgedChange } from '../../contracts/generated-migration.ts'
import type { WrittenChange } from './change-sql.ts'
import { headOf, remark, remarks, toAccept, unanswered } from './migration-head.ts'

/** The text of a migration as SQL. A change without statements becomes an assertion that fails, so that the file cannot be applied without it. */
export const sqlFile = (
  name: string,
  backend: string,
  written: readonly WrittenChange[],
  judge: (change: WrittenChange['change']) => JudgedChange,
  {
    reason = unanswered,
    accept = [],
  }: { readonly reason?: string; readonly accept?: readonly string[] } = {},
): string => {
  const judged = written.map(({ change }) => judge(change))
  const bodies = written.map(({ statements }, index) =>
    [
      ...remarks(judged[index]!, '--'),
      ...(statements === undefined
        ? [`-- assert-before: select 'write this change by hand, and remove this line'`]
        : statements.map((text) => `${text};`)),
    ].join('\n'),
  )
  const rules = [...new Set([...toAccept(judged), ...accept])]
  const lines = rules.map((rule) => remark('--', `accept: ${rule} ${reason}`))
  return `${[[...headOf(name, backend, judged, '--'), ...lines].join('\n'), ...bodies].join('\n\n')}\n`
}
