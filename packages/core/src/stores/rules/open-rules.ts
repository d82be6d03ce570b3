import type { Backend } from '../../contracts/backend.ts'
import type { Rules, RulesOptions } from '../../contracts/rules.ts'
import type { Executor } from '../../database/executor.ts'
import { checkName } from '../../door/name.ts'
import { uuidV7 } from '../../door/uuid.ts'
import { EffectiveDatedRules } from '../../rules/effective-dated-rules.ts'
import type { StoreMakers } from '../store-makers.ts'

/** The rules of this name over an executor. */
export const openRules = <B>(
  executor: Executor,
  { makers, backend }: { readonly makers: StoreMakers; readonly backend: Pick<Backend, 'limits'> },
  name: string,
  options: RulesOptions<B> | undefined,
): Rules<B> => {
  const checked = checkName(name, 'name of the store', 'open rules')
  const parts = {
    rows: makers.rules(executor, checked),
    name: checked,
    isTransaction: executor.isTransaction,
    valueBytes: backend.limits.valueBytes,
    makeId: (): string => uuidV7(executor.time() ?? Date.now(), executor.random(10)),
  }
  return new EffectiveDatedRules(parts, options)
}
