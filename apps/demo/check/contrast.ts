/**
 * Runs in the page: texts whose contrast with the nearest opaque ground behind them is below 4.5 : 1 (3 : 1 for large
 * ones). Disabled controls are exempt.
 */
export const faintTexts = (): string[] => {
  const channel = (value: number): number =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  const parse = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = ([red = 0, green = 0, blue = 0]: number[]): number =>
    0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255)
  const ground = (element: Element | null): number[] => {
    if (element === null) return [255, 255, 255]
    const colour = parse(getComputedStyle(element).backgroundColor)
    return (colour[3] ?? 1) === 1 ? colour : ground(element.parentElement)
  }
  const faint: string[] = []
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === 3)
      .map((node) => node.textContent?.trim())
    const isOff = element.closest(':disabled, label:has(:disabled), .bar') !== null
    if (text.join('') === '' || isOff || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const [one, two] = [luminance(parse(style.color)), luminance(ground(element))]
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    const least = Number.parseFloat(style.fontSize) >= 24 ? 3 : 4.5
    if (ratio < least) faint.push(`${ratio.toFixed(2)}: ${text.join(' ').slice(0, 40)}`)
  }
  return faint
}
