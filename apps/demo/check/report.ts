/** Runs checks one after another, says how each went, and counts. */
export class Report {
  #passed = 0
  #failed = 0

  async check(title: string, run: () => Promise<void>): Promise<void> {
    try {
      await run()
      this.#passed++
      console.log(`  ok    ${title}`)
    } catch (error) {
      this.#failed++
      console.log(`  FAIL  ${title}\n${String(error).replaceAll(/^/gm, '          ')}`)
    }
  }

  /** The exit code: a run that checked nothing has failed, too. */
  end(): number {
    console.log(`${this.#passed} passed, ${this.#failed} failed`)
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1
  }
}
