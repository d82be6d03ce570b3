import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { registerTypeScript } from './load-typescript.ts'
import { Misuse } from './misuse.ts'

/** What a module of the project exports, TypeScript or JavaScript. */
export const loadModule = async (file: string, cwd: string): Promise<Readonly<Record<string, unknown>>> => {
  const path = resolve(cwd, file)
  if (!existsSync(path)) throw new Misuse(`Cannot load ${file}: there is no such file`)
  await registerTypeScript(file, cwd)
  return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
}
