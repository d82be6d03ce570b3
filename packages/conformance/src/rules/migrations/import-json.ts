import type { Rule } from '../../rule.ts'
import { importJsonArchive } from './import-json-archive.ts'
import { importJsonChanges } from './import-json-changes.ts'
import { importJsonCrash } from './import-json-crash.ts'
import { importJsonDamage } from './import-json-damage.ts'
import { importJsonFolders } from './import-json-folders.ts'
import { importJsonHostile } from './import-json-hostile.ts'
import { importJsonMappings } from './import-json-mappings.ts'
import { importJsonProof } from './import-json-proof.ts'
import { importJsonRandom } from './import-json-random.ts'
import { importJsonRejects } from './import-json-rejects.ts'
import { importJsonRivals } from './import-json-rivals.ts'
import { importJsonSize } from './import-json-size.ts'
import { importJsonTogether } from './import-json-together.ts'

export const importJsonRules: readonly Rule[] = [
  ...importJsonFolders,
  ...importJsonProof,
  ...importJsonMappings,
  ...importJsonRejects,
  ...importJsonDamage,
  ...importJsonHostile,
  ...importJsonChanges,
  ...importJsonArchive,
  ...importJsonRandom,
  ...importJsonCrash,
  ...importJsonTogether,
  ...importJsonRivals,
  ...importJsonSize,
]
