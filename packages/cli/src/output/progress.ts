import type { MigrationProgress } from '@holdfast/core'
import type { Outside } from '../outside.ts'
import { duration } from './duration.ts'
import { letters } from './letters.ts'
import { visible } from './visible.ts'

/** Shows how far a run is. */
export interface Progress {
  show(progress: MigrationProgress): void
  /** Takes away what was shown. */
  end(): void
}

/** A terminal is drawn upon at most this often, in milliseconds. */
const frame = 40
const barWidth = 24

/** A bar where somebody looks at a terminal; a line for each migration elsewhere, for a log. `applying` is what its work is called. */
export const progressOn = ({ stderr, env }: Outside, applying = 'apply'): Progress => {
  const isLookedAt = stderr.isTTY === true && (env['CI'] ?? '') === '' && env['TERM'] !== 'dumb'
  const { show, end } = isLookedAt ? bar(stderr) : lines(stderr)
  return {
    show: (progress) => show({ ...progress, phase: progress.phase === 'apply' ? applying : progress.phase }),
    end,
  }
}

/** As the API tells it; a phase may be called otherwise here. */
type Told = Omit<MigrationProgress, 'phase'> & { readonly phase: string }

interface Drawn {
  show(told: Told): void
  end(): void
}

const bar = (stderr: Outside['stderr']): Drawn => {
  let last = -Infinity
  let isShown = false
  return {
    show: (progress) => {
      const now = performance.now()
      if (now - last < frame) return
      last = now
      isShown = true
      stderr.write(`\r\u001b[2K${cut(barText(progress), widthOf(stderr) - 1)}`)
    },
    end: () => {
      if (isShown) stderr.write('\r\u001b[2K')
      isShown = false
    },
  }
}

/** A pseudo-terminal may not know how wide it is, and say 0. */
const widthOf = ({ columns = 0 }: Outside['stderr']): number => (columns > 0 ? columns : 80)

const lines = (stderr: Outside['stderr']): Drawn => {
  let said = ''
  return {
    show: ({ phase, version, name, step }) => {
      const text =
        phase === 'lock'
          ? (step ?? 'waits')
          : version === undefined
            ? ''
            : `${phase}: ${version} ${name ?? ''}`
      if (text === '' || text === said) return
      said = text
      stderr.write(`${visible(text)}\n`)
    },
    end: () => undefined,
  }
}

const barText = ({ phase, version, name, step, done, total, remaining }: Told): string => {
  const what = [phase, version, name, step === undefined ? undefined : `· ${step}`]
    .filter((part) => part !== undefined)
    .join(' ')
  if (total === undefined || total === 0)
    return done > 0 ? `${done.toLocaleString('en')}  ${visible(what)}` : visible(what)
  const left = remaining === undefined ? '' : `  ${duration(remaining)} left`
  const share = Math.min(1, done / total)
  const full = Math.round(share * barWidth)
  const drawn = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
  return `${drawn} ${String(Math.floor(share * 100)).padStart(3)} %  ${done.toLocaleString('en')}/${total.toLocaleString('en')}${left}  ${visible(what)}`
}

const cut = (text: string, width: number): string => {
  const all = letters(text)
  return all.length <= width ? text : `${all.slice(0, Math.max(0, width - 1)).join('')}…`
}
