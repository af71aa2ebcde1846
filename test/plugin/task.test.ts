import { describe, expect, it } from 'vitest'
import type { EventSettings } from '../../plugin/settings.ts'
import { chooseEvents } from '../../plugin/task.ts'

const event = (name: string): EventSettings => ({
  name,
  file: `events/${name}.yaml`,
  on: 'demand',
  variables: {},
  raw: {},
})
const release = event('release')
const weekly = event('weekly')

describe('the events of a command', () => {
  it.each([
    ['validate, without options, all', 'validate', [release, weekly], {}, ['release', 'weekly']],
    ['validate, without any, none', 'validate', [], {}, []],
    ['send, the only one', 'send', [release], {}, ['release']],
    ['send, the one that is named', 'send', [release, weekly], { event: 'weekly' }, ['weekly']],
    ['a file', 'preview', [release], { 'event-file': 'x.yaml' }, [undefined]],
  ] as const)('%s', (_, command, events, options, names) => {
    const chosen = chooseEvents(command, events, options)
    expect('rule' in chosen ? chosen : chosen.map(({ name }) => name)).toEqual(names)
  })

  it.each([
    ['a misspelt name', [release], { event: 'relase' }, 'did you mean release?'],
    ['none to choose from', [], { event: 'release' }, 'Define it there'],
    ['none at all', [], {}, 'is empty'],
    ['several', [release, weekly], {}, 'Add --event release or --event weekly.'],
    ['both options', [release], { event: 'release', 'event-file': 'x.yaml' }, 'Keep one of them.'],
  ])('are not clear: %s', (_, events, options, says) => {
    const chosen = chooseEvents('send', events, options)
    expect(chosen).toMatchObject({ rule: 'serverless/event-name', severity: 'error' })
    expect('rule' in chosen ? `${chosen.message} ${chosen.help}` : '').toContain(says)
  })
})
