import { sabotage, saboteurs, type Saboteur } from '@holdfast/conformance'
import { harness } from './harness.ts'

/** Only this engine acts on a reference when a table is dropped. */
const careless: Saboteur = {
  title: 'a table is made anew while references act',
  caughtBy: 'migrations.rebuild.children',
  needs: ['sql', 'foreignKeys'],
  make: () => ({
    dialect: (dialect) => ({
      ...dialect,
      alter: {
        ...dialect.alter,
        change: (table, changes) =>
          dialect.alter.change(table, changes).map((unit) => Object.assign({}, unit, { rebuilds: false })),
      },
    }),
  }),
}

// Those that need nothing of an engine are shown over the memory reference.
sabotage('sqlite', harness, [...saboteurs.filter(({ needs }) => needs !== undefined), careless])
