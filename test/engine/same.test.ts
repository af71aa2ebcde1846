import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unknownContext } from '../../src/core/context.ts'
import { noProxy } from '../../src/core/delivery/proxy.ts'
import { nodeWorld } from '../../src/core/node-world.ts'
import type { Result } from '../../src/core/result.ts'
import { run } from '../../src/core/run.ts'
import { parseSettings, type RawSettings } from '../../src/core/settings.ts'
import { dispatch } from '../../src/engine/dispatch.ts'
import { engineOf } from '../../src/engine/engine.ts'
import { cleanEvent, cleanManifest, folderWith } from '../cli/folder.ts'
import { simulatorForAll, usersOf } from '../e2e/support/campaigns.ts'
import { fakeMachine } from './fake-machine.ts'

const world = nodeWorld(path => path, noProxy)
const rendered = cleanEvent.replace(
  '{ source: Example Weather }',
  '{ source: "{{ station }} of {{ network }}, {{ stage }}" }',
)
const list = [
  'user,region,station',
  ...usersOf(60).map((user, index) => `${user},${index % 3 === 0 ? 'EU' : 'NA'},Tower ${index}`),
].join('\n')

describe('an engine and one machine', () => {
  it.each([
    { what: 'one text for all', event: cleanEvent },
    { what: 'a text for each', event: rendered },
  ])('send the same to the same: $what', async ({ event }) => {
    const simulator = await simulatorForAll()
    const files = { 'skill.json': cleanManifest, 'event.yaml': event, 'users.csv': list }
    const folder = await folderWith(files)
    const machine = fakeMachine({ chunk: 25 })
    machine.work = async ({ campaign, chunk, store }) => {
      const outcome = await dispatch({ campaign, chunk }, store, world, {
        credentials: async () => simulator.credentials,
        workers: 2,
        remaining: 900_000,
        note: () => {},
        count: () => {},
      })
      expect(outcome).toMatchObject({ status: 'done' })
    }
    const send = async (changes: RawSettings): Promise<Result> => {
      const { settings } = await parseSettings({
        command: 'send',
        manifest: join(folder, 'skill.json'),
        'event-file': join(folder, 'event.yaml'),
        'users-file': join(folder, 'users.csv'),
        'failed-file': join(folder, 'failed.jsonl'),
        variables: '{network: Star Quest}',
        regions: 'NA,EU',
        stage: 'live',
        'auth-url': simulator.authUrl,
        'api-url': simulator.apiUrl,
        ...changes,
      })
      if (settings === undefined) throw new Error('The settings are not understood.')
      return run(
        settings,
        unknownContext,
        { ...world, sleep: async () => {} },
        {
          signal: new AbortController().signal,
          userAgent: 'test',
          diagnostics: [],
          observe: () => {},
          openEngine: async () => engineOf(machine),
          openSimulation: () => Promise.reject(new Error('There is a simulator already.')),
        },
      )
    }
    const byEngine = await send({ engine: machine.arn })
    expect(byEngine.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(byEngine).toMatchObject({
      status: 'sent',
      campaign: { recipients: 60, counts: { accepted: 60 }, requests: 60 },
    })
    const inbox = simulator.inbox()
    expect(inbox).toHaveLength(60)
    const { clientId, clientSecret } = simulator.credentials
    const here = await send({
      journal: join(folder, 'here.journal'),
      'client-id': clientId,
      'client-secret': clientSecret,
    })
    // The same reference ids, all of them.
    expect(here).toMatchObject({
      status: 'already-sent',
      campaign: { counts: { accepted: 0, alreadySent: 60 } },
    })
  })
})
