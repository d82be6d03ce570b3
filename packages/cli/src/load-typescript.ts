import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Misuse } from './misuse.ts'

interface Tsx {
  register(): unknown
}

const isTypeScript = /^\d.*(?<!\.d)\.m?ts$/i

/**
 * Lets this process import migrations that are TypeScript: by Node.js itself where it can, else by the loader that the project has installed. Costs
 * nothing where no migration is one.
 */
export const loadTypeScript = async (folder: string, cwd: string): Promise<void> => {
  if (!existsSync(folder)) return
  const first = readdirSync(folder).find((file) => isTypeScript.test(file))
  if (first === undefined || Boolean((process.features as { typescript?: unknown }).typescript)) return
  const tsx = resolveFrom(cwd, 'tsx/esm/api')
  if (tsx !== undefined) {
    ;((await import(pathToFileURL(tsx).href)) as Tsx).register()
    return
  }
  const jiti = resolveFrom(cwd, 'jiti/register')
  if (jiti !== undefined) {
    await import(pathToFileURL(jiti).href)
    return
  }
  throw new Misuse(
    `Cannot load ${first}: Node.js ${process.versions.node} runs no TypeScript; npm install --save-dev tsx (or jiti), or use Node.js 22.18 or newer`,
  )
}

const resolveFrom = (cwd: string, name: string): string | undefined => {
  try {
    return createRequire(join(cwd, 'package.json')).resolve(name)
  } catch {
    // Not installed: the next one may be.
    return undefined
  }
}
