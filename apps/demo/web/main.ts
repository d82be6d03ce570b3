import type { BackendAnswer, ScenarioAnswer } from '../server/answers.ts'
import { backendCards } from './backend-cards.ts'
import { backendMatrix } from './backend-matrix.ts'
import { browsePanel } from './browse-panel.ts'
import { comparePanel } from './compare-panel.ts'
import { byId } from './dom.ts'
import { loadPanel } from './load-panel.ts'
import { Page } from './page.ts'
import { problemView } from './problem.ts'
import { queryPanel } from './query-panel.ts'
import { getJson, problemOf } from './request.ts'
import { themeToggle } from './theme.ts'

/** How often to look whether a backend has opened; a server of one's own takes seconds to start. */
const lookEvery = 400

const page = new Page()

const watchBackends = async (): Promise<void> => {
  for (;;) {
    const backends = await getJson<BackendAnswer[]>('/api/backends')
    // Redrawing what has not changed would take the focus from whoever is using it.
    if (JSON.stringify(backends) !== JSON.stringify(page.backends)) page.backends = backends
    if (backends.every(({ state }) => state !== 'opening')) return
    await new Promise((resolve) => setTimeout(resolve, lookEvery))
  }
}

themeToggle(byId('theme'))
backendCards(page, byId('backend-cards'))
backendMatrix(page, byId('backend-matrix'))
loadPanel(page, byId('load-panel'))
comparePanel(page, byId('compare-panel'))
browsePanel(page, byId('browse-panel'))
queryPanel(page, byId('query-panel'))

const readInputs = async (): Promise<void> => {
  page.inputs = await getJson<ScenarioAnswer[]>('/api/inputs')
}

Promise.all([watchBackends(), readInputs()]).catch((error: unknown) => {
  byId('notice').replaceChildren(problemView(problemOf(error)))
})
