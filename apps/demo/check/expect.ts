/** Throws with both sides when they differ. */
export const same = (actual: unknown, expected: unknown, what: string): void => {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== shouldBe) throw new Error(`${what}: ${is} instead of ${shouldBe}`)
}

export const holds = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(what)
}
