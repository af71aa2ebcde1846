import { expect, test } from 'vitest'
import { runCli } from '../cli/child.ts'
import { folderWith } from '../cli/folder.ts'
import { usersOf } from './support/campaigns.ts'
import { runStep } from './support/runner.ts'
import { checkout } from './support/skill.ts'

const files = { ...checkout(), 'users.txt': usersOf(50).join('\n') }
const settings = {
  'event-file': 'announce.yaml',
  'users-file': 'users.txt',
  regions: 'EU',
  rate: '20',
}
const preload = new URL('support/broken-clock.mjs', import.meta.url).href

/** A program whose clock throws, which leaves something open. */
const broken = (from: number) => ({
  NODE_OPTIONS: `--import ${preload}`,
  BROKEN_CLOCK_FROM: String(from),
})

// From the first call: when a campaign is prepared. From the fiftieth: in a timer, while it is sent.
test.each([1, 50])(
  'the command line ends, with one sentence: clock broken from call %i',
  async from => {
    const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
    const ended = await runCli(['send', '--simulate', ...words], {
      folder: await folderWith(files),
      environment: broken(from),
    })
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(
      /alexa-proactive itself failed: the clock is broken\. Please report/,
    )
    expect(ended.stderr).not.toMatch(/\n\s+at /)
  },
)

test.each([1, 50])('the action ends, with one sentence: clock broken from call %i', async from => {
  const run = await runStep({
    inputs: { command: 'send', simulate: 'true', ...settings },
    environment: broken(from),
    files,
  })
  expect(run.exitCode).toBe(1)
  expect(run.outputs['status']).toBe('failed')
  expect(run.annotations).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/^alexa-proactive itself failed \(the clock is broken\)/),
    }),
  ])
  expect(run.log).not.toMatch(/\n\s+at /)
})
