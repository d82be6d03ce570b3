const themes = ['auto', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

const names: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' }

const stored = (): Theme => themes.find((theme) => theme === localStorage.getItem('theme')) ?? 'auto'

const apply = (theme: Theme): void => {
  if (theme === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

// Before the first paint, or the page would flash in the other colours.
apply(stored())

/** Makes the button that goes from the system's choice to light to dark. */
export const themeToggle = (button: HTMLElement): void => {
  const show = (theme: Theme): void => {
    button.textContent = names[theme]
    button.setAttribute('aria-label', `Colours: ${names[theme]}. Change.`)
    button.dataset['theme'] = theme
  }
  show(stored())
  button.addEventListener('click', () => {
    const next = themes[(themes.indexOf(stored()) + 1) % themes.length] ?? 'auto'
    localStorage.setItem('theme', next)
    apply(next)
    show(next)
  })
}
