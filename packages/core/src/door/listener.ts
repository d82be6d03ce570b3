/**
 * What the application gave to be told of something, so that nothing here ends by it: what it throws, or rejects with, is a warning of the process, for
 * nobody waits for it. `who` is it, as "onError of a worker".
 */
export const guardedListener = <V>(
  listener: (value: V) => unknown,
  who: string,
  warn: (failure: unknown) => void = (failure) =>
    process.emitWarning(`${who} failed: ${String(failure)}`, 'HoldfastWarning'),
): ((value: V) => void) => {
  return (value) => {
    try {
      const told = listener(value)
      if (told instanceof Promise) told.catch(warn)
    } catch (failure) {
      warn(failure)
    }
  }
}
