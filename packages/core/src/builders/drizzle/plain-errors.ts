import { DrizzleQueryError } from 'drizzle-orm'

type Run = (...given: unknown[]) => Promise<unknown>

/**
 * Drizzle wraps what a statement throws in an error whose message quotes every parameter. These methods of `prepared` throw
 * Holdfast's error instead, with its code.
 */
export const plainErrors = <T extends object>(prepared: T, methods: readonly (keyof T)[]): T => {
  for (const method of methods) {
    const run = (prepared[method] as Run).bind(prepared)
    const plain: Run = async (...given) => {
      try {
        return await run(...given)
      } catch (error) {
        throw error instanceof DrizzleQueryError ? (error.cause ?? error) : error
      }
    }
    Object.defineProperty(prepared, method, { value: plain })
  }
  return prepared
}
