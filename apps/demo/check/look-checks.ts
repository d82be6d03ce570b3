import type { Check } from './check.ts'
import { faintTexts } from './contrast.ts'
import { holds, same } from './expect.ts'

/** How the page looks, and that it can be used without a mouse. */
export const lookChecks: readonly Check[] = [
  {
    title: 'the colours can be chosen, and stay chosen',
    run: async (visit) => {
      const ground = () => visit.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      const light = await ground()
      await visit.page.getByRole('button', { name: 'Colours: Auto' }).click()
      await visit.page.getByRole('button', { name: 'Colours: Light' }).click()
      const dark = await ground()
      holds(light !== dark, 'dark differs from light')
      await visit.open()
      same(await ground(), dark, 'the ground after a reload')
    },
  },
  {
    title: 'every text is readable, in the dark and in the light',
    run: async (visit) => {
      same(await visit.page.evaluate(faintTexts), [], 'faint texts in the dark')
      await visit.page.getByRole('button', { name: 'Colours: Dark' }).click()
      same(await visit.page.evaluate(faintTexts), [], 'faint texts in the light')
    },
  },
  {
    title: 'the page fits every width from 360 to 1600',
    run: async ({ page }) => {
      for (const width of [360, 480, 768, 1024, 1600]) {
        await page.setViewportSize({ width, height: 900 })
        same(
          await page.evaluate(() => document.documentElement.scrollWidth),
          width,
          `width of the page at ${width}`,
        )
      }
      await page.setViewportSize({ width: 1280, height: 900 })
    },
  },
  {
    title: 'every control has a name, and the keyboard reaches the load button',
    run: async ({ page }) => {
      for (const role of ['button', 'radio', 'checkbox', 'textbox', 'searchbox', 'progressbar'] as const) {
        const named = await page.getByRole(role, { name: /\S/ }).count()
        same(named, await page.getByRole(role).count(), `named controls of role ${role}`)
      }
      await page.locator('#top').click({ position: { x: 1, y: 1 } })
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab')
        if ((await page.evaluate(() => document.activeElement?.id)) === 'load-button') return
      }
      throw new Error('Sixty tabs did not reach it.')
    },
  },
]
