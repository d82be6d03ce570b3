import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Backend } from './contracts/backend.ts'
import { HoldfastError } from './errors.ts'

interface BackendModule {
  readonly fromUrl?: (url: string) => Backend
}

/** The backend for a URL: the package `@holdfast/<scheme>`, or an installed one that declares the scheme as an alias. */
export const backendFromUrl = async (url: string): Promise<Backend> => {
  const scheme = /^([a-z][a-z0-9+-]*):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) {
    throw new TypeError(
      'Cannot open the database: the URL needs a scheme that names a backend, as "<backend>:<where>"',
    )
  }
  const loaded = (await load(`@holdfast/${scheme}`)) ?? (await loadAlias(scheme))
  if (loaded?.fromUrl === undefined) {
    throw new HoldfastError(
      'not-installed',
      `Cannot open the database: no installed package handles "${scheme}:"; run npm install @holdfast/${scheme}, or pass the backend itself`,
    )
  }
  return loaded.fromUrl(url)
}

/** Loads a package from beside core or from the application's folder; undefined when it is in neither. */
const load = async (name: string): Promise<BackendModule | undefined> => {
  try {
    return (await import(/* @vite-ignore */ name)) as BackendModule
  } catch (error) {
    if (!isMissing(error, name)) throw error
  }
  try {
    const path = createRequire(join(process.cwd(), 'package.json')).resolve(name)
    return (await import(pathToFileURL(path).href)) as BackendModule
  } catch (error) {
    if (isMissing(error, name)) return undefined
    throw error
  }
}

/** Whether the package itself is missing, and not something that it imports. */
const isMissing = (error: unknown, name: string): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const isNotFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
  return isNotFound && typeof message === 'string' && message.includes(`'${name}'`)
}

/** An alias is known to the backend alone: its package.json lists it under `holdfast.schemes`. */
const loadAlias = async (scheme: string): Promise<BackendModule | undefined> => {
  const beside = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
  for (const folder of await readdir(beside)) {
    const manifest = await readManifest(join(beside, folder, 'package.json'))
    if (manifest?.holdfast?.schemes?.includes(scheme) === true && manifest.name !== undefined)
      return load(manifest.name)
  }
  return undefined
}

interface Manifest {
  readonly name?: string
  readonly holdfast?: { readonly schemes?: readonly string[] }
}

const readManifest = async (path: string): Promise<Manifest | undefined> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Manifest
  } catch {
    // A folder without a readable manifest is not a backend.
    return undefined
  }
}
