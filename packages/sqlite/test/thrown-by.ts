/** What the work throws, now or later. Fails when it does not. */
export async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('Expected an error.')
}
