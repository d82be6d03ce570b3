type Child = Node | string | undefined | false
type Attribute = string | number | boolean | undefined | ((event: Event) => void)

/** Makes an element. A function is a listener, `true` an empty attribute; `false` and `undefined` leave it out. */
export const h = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== undefined && child !== false))
  return element
}

/** An element that the page's own markup has. */
export const byId = (id: string): HTMLElement => {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`The page has no #${id}.`)
  return element
}

/** Text for screen readers only. */
export const unseen = (text: string): HTMLElement => h('span', { class: 'unseen' }, text)
