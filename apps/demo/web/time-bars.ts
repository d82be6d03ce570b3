import { h } from './dom.ts'
import { duration } from './format.ts'
import type { Page } from './page.ts'

export interface TimeBar {
  readonly id: string
  readonly milliseconds?: number
  readonly note: string
}

/** Times of one thing on every backend. The longest fills the row; the numbers say what a short bar cannot. */
export const timeBars = (page: Page, bars: readonly TimeBar[]): HTMLElement => {
  const longest = Math.max(...bars.map(({ milliseconds = 0 }) => milliseconds))
  const line = ({ id, milliseconds, note }: TimeBar): HTMLElement => {
    const bar = h('span', { class: 'time', 'aria-hidden': 'true' })
    bar.style.setProperty('--share', String((milliseconds ?? 0) / longest || 0))
    return h(
      'li',
      { 'data-series': page.series(id), class: milliseconds === undefined ? 'absent' : '' },
      h('span', { class: 'name' }, page.title(id)),
      bar,
      h('span', { class: 'value' }, milliseconds === undefined ? '–' : duration(milliseconds)),
      h('span', { class: 'note' }, note),
    )
  }
  return h('ul', { class: 'times' }, ...bars.map(line))
}
