import { h } from './dom.ts'

export interface Option {
  readonly value: string
  readonly label: string
  readonly series?: number
  readonly disabled?: boolean
}

/** A row of choices: radio buttons or check boxes that look like pills and work like what they are. */
export const choices = (
  type: 'radio' | 'checkbox',
  name: string,
  legend: string,
  options: readonly Option[],
  chosen: readonly string[],
  change: () => void = () => undefined,
): HTMLFieldSetElement =>
  h(
    'fieldset',
    { class: 'choices', change },
    h('legend', {}, legend),
    ...options.map(({ value, label, series, disabled = false }) =>
      h(
        'label',
        { class: 'pill', 'data-series': series },
        h('input', { type, name, value, disabled, checked: chosen.includes(value) && !disabled }),
        h('span', {}, label),
      ),
    ),
  )

export const chosenIn = (fieldset: HTMLElement): string[] =>
  [...fieldset.querySelectorAll<HTMLInputElement>('input:checked')].map((input) => input.value)
