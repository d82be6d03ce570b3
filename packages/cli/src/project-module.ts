import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** A module of a package as the project in this folder has it; nothing where the project has none. */
export const projectModule = async <M>(cwd: string, name: string): Promise<M | undefined> => {
  let path: string
  try {
    path = createRequire(join(cwd, 'package.json')).resolve(name)
  } catch {
    return undefined
  }
  return (await import(pathToFileURL(path).href)) as M
}
