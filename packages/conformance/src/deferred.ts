/** A promise that is settled from outside. `Promise.withResolvers` needs a newer Node than the packages do. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
}

export const deferred = <T = void>(): Deferred<T> => {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
