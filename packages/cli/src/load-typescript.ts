import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Misuse } from './misuse.ts'

interface Tsx {
  register(): unknown
}

const isTypeScript = /(?<!\.d)\.m?ts$/i

/** Lets this process import the migrations of a folder, where one of them is TypeScript. */
export const loadTypeScript = async (folder: string, cwd: string): Promise<void> => {
  if (!existsSync(folder)) return
  const first = readdirSync(folder).find((file) => /^\d/.test(file) && isTypeScript.test(file))
  if (first !== undefined) await registerTypeScript(first, cwd)
}

/** Lets this process import TypeScript: by Node.js itself where it can, else by the loader that the project has installed. */
export const registerTypeScript = async (file: string, cwd: string): Promise<void> => {
  if (!isTypeScript.test(file) || runsByItself()) return
  const tsx = moduleOf(cwd, 'tsx', './esm/api')
  if (tsx !== undefined) {
    ;((await import(tsx)) as Tsx).register()
    return
  }
  const jiti = moduleOf(cwd, 'jiti', './register')
  if (jiti !== undefined) {
    await import(jiti)
    return
  }
  throw new Misuse(
    `Cannot load ${file}: Node.js ${process.versions.node} runs no TypeScript; npm install --save-dev tsx (or jiti), or use Node.js 22.18 or newer`,
  )
}

const runsByItself = (): boolean => Boolean((process.features as { typescript?: unknown }).typescript)

/** Whether a project in this folder can load TypeScript. */
export const canLoadTypeScript = (cwd: string): boolean =>
  runsByItself() ||
  [moduleOf(cwd, 'tsx', './esm/api'), moduleOf(cwd, 'jiti', './register')].some(
    (found) => found !== undefined,
  )

type Exports = string | { readonly import?: Exports; readonly default?: Exports }

/** The file of a package's subpath for who imports it, in the project's folder: Node.js resolves from another folder for who requires alone. */
const moduleOf = (cwd: string, name: string, subpath: string): string | undefined => {
  let manifest: string
  try {
    manifest = createRequire(join(cwd, 'package.json')).resolve(`${name}/package.json`)
  } catch {
    // Not installed: the next one may be.
    return undefined
  }
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly exports?: Readonly<Record<string, Exports>>
  }
  const file = fileOf(exports?.[subpath])
  return file === undefined ? undefined : pathToFileURL(join(dirname(manifest), file)).href
}

const fileOf = (found: Exports | undefined): string | undefined =>
  found === undefined || typeof found === 'string' ? found : fileOf(found.import ?? found.default)
