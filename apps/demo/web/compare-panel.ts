import type { ComparisonAnswer, Measurement, StepAnswer } from '../server/answers.ts'
import { choices, chosenIn } from './choices.ts'
import { h } from './dom.ts'
import { count, duration } from './format.ts'
import type { Page } from './page.ts'
import { problemView } from './problem.ts'
import { getJson, problemOf } from './request.ts'
import { timeBars } from './time-bars.ts'

interface Answer {
  readonly steps: readonly StepAnswer[]
  readonly comparisons: readonly ComparisonAnswer[]
}

const each = ({ operations, milliseconds }: Measurement): number => milliseconds / operations

/** How much sharing a commit saved, where it is worth saying. */
const saved = (page: Page, measured: Measurement, all: readonly Measurement[]): string => {
  const isKept = page.backends.some(
    (b) => b.id === measured.backend && b.state === 'ready' && b.facts.durability !== 'none',
  )
  // Where nothing is made durable there is no commit to share.
  if (!isKept) return ''
  const alone = all.find(({ backend, step }) => backend === measured.backend && step === 'set-alone')
  if (alone === undefined || (measured.step !== 'set-together' && measured.step !== 'set-many')) return ''
  const ratio = each(alone) / each(measured)
  return ratio < 1.5
    ? ''
    : `, ${count(ratio < 10 ? Math.round(ratio * 10) / 10 : Math.round(ratio))}× less than alone`
}

const stepView = (page: Page, step: StepAnswer, all: readonly Measurement[]): HTMLElement => {
  const measured = all.filter((measurement) => measurement.step === step.id)
  const bars = page.backends
    .filter(({ state }) => state === 'ready')
    .map(({ id }) => {
      const found = measured.find(({ backend }) => backend === id)
      if (found !== undefined) {
        const note = `${duration(each(found))} each${saved(page, found, all)}`
        return { id, milliseconds: found.milliseconds, note }
      }
      const wasLoaded = all.some(({ backend }) => backend === id)
      return { id, note: wasLoaded ? 'speaks no SQL' : 'not loaded yet' }
    })
  const operations = measured[0]?.operations
  return h(
    'article',
    { class: 'step', id: `step-${step.id}` },
    h(
      'header',
      {},
      h('h3', {}, step.title),
      h('p', { class: 'muted' }, step.detail),
      operations !== undefined && h('p', { class: 'muted' }, `${count(operations)} ${step.unit}`),
    ),
    timeBars(page, bars),
  )
}

const nothing = (): HTMLElement =>
  h(
    'div',
    { class: 'empty' },
    h('p', {}, 'Nothing is measured yet.'),
    h('a', { href: '#load' }, 'Load an input'),
  )

/** The latest times of every backend, step by step. */
export const comparePanel = (page: Page, root: HTMLElement): void => {
  let answer: Answer | undefined
  let shown: string | undefined

  const draw = (): void => {
    const comparisons = answer?.comparisons ?? []
    const current = comparisons.find(({ scenario }) => scenario === shown) ?? comparisons[0]
    if (answer === undefined || current === undefined) return root.replaceChildren(nothing())
    const options = comparisons.map(({ scenario }) => ({
      value: scenario,
      label: page.inputs.find(({ id }) => id === scenario)?.title ?? scenario,
    }))
    const switcher = choices('radio', 'comparison', 'Input', options, [current.scenario], () => {
      shown = chosenIn(switcher)[0]
      draw()
    })
    const steps = answer.steps.map((step) => stepView(page, step, current.measurements))
    root.replaceChildren(...(options.length > 1 ? [switcher] : []), h('div', { class: 'steps' }, ...steps))
  }

  const read = async (): Promise<void> => {
    try {
      answer = await getJson<Answer>('/api/comparisons')
      draw()
    } catch (error) {
      root.replaceChildren(problemView(problemOf(error)))
    }
  }

  page.on('backends', draw)
  page.on('inputs', draw)
  page.on('loaded', () => {
    shown = page.loaded ?? shown
    void read()
  })
}
