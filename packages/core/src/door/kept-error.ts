import type { KeptError } from '../contracts/workflows.ts'

const longestMessage = 4_000

/** What is kept of an error. A cause and other properties may hold anything, and are left out. */
export const keptError = (error: unknown): KeptError => {
  const { name, message, code } = (error ?? {}) as { name?: unknown; message?: unknown; code?: unknown }
  return {
    name: typeof name === 'string' ? name.slice(0, longestMessage) : 'Error',
    message: String(typeof message === 'string' ? message : error).slice(0, longestMessage),
    ...(typeof code === 'string' ? { code: code.slice(0, longestMessage) } : {}),
  }
}
