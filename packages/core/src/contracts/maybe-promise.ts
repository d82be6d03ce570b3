/** An in-thread engine answers at once; an awaited hop would cost it more than the read itself. */
export type MaybePromise<T> = T | Promise<T>
