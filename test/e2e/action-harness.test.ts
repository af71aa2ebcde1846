import { describe, expect, test } from 'vitest'
import { runStep, type Step, type StepRun } from './support/runner.ts'
import { checkout, skillManifest } from './support/skill.ts'

const write = (variable: string, text: string) =>
  `import { appendFileSync } from 'node:fs'; appendFileSync(process.env.${variable}, ${JSON.stringify(text)})`
const mask = "console.log('::add-mask::s3%25cret');"

describe('the harness notices', () => {
  const cases: readonly (readonly [name: string, program: string, complaint: RegExp])[] = [
    ['a secret in the log', `${mask}console.log('it is s3%cret')`, /masked value stands in output/],
    [
      'a secret before its mask',
      `console.log('it is s3%cret');${mask}`,
      /masked value stands in output/,
    ],
    [
      'a secret in an annotation',
      `${mask}console.log('::error::s3%25cret')`,
      /stands in a command/,
    ],
    [
      'a secret in an output',
      `${write('GITHUB_OUTPUT', 'status=s3%cret\n')};${mask}`,
      /in the outputs/,
    ],
    [
      'a secret in the summary',
      `${write('GITHUB_STEP_SUMMARY', 's3%cret')};${mask}`,
      /in the summary/,
    ],
    [
      'a command from outside',
      "console.log('  ::set-output name=a::b')",
      /would obey .* set-output/,
    ],
    ['an old command', "console.log('x ##[error]y')", /would obey .* ##\[error\]/],
    [
      'too many annotations',
      "for (let i = 0; i < 11; i++) console.log('::warning::x')",
      /more than 10/,
    ],
    ['a long annotation', "console.log('::notice::' + 'x'.repeat(4097))", /4097 characters/],
    [
      'columns over lines',
      "console.log('::error line=1,endLine=2,col=3::x')",
      /columns would be dropped/,
    ],
    ['a large summary', write('GITHUB_STEP_SUMMARY', 'é'.repeat(600_000)), /over 1 MiB/],
    ['an unknown output', write('GITHUB_OUTPUT', 'other=1\n'), /output other is not declared/],
    ['a broken output', write('GITHUB_OUTPUT', 'status<<end\nx\n'), /block of status has no end/],
    ['anything on stderr', "console.error('deprecated')", /wrote to stderr:\ndeprecated/],
  ]
  test.each(cases)('%s', async (_, program, complaint) => {
    await expect(runStep({ program })).rejects.toThrow(complaint)
  })
})

test('the harness reads what the runner reads', async () => {
  const program = `
    ${write('GITHUB_OUTPUT', 'status<<end\none\ntwo\nend\nstage=live\nstage=development\n')}
    console.log('::group::Title')
    console.log('plain :: text')
    console.log('::endgroup::')
    console.log('::error title=a%3Ab%2Cc,file=x.json,line=3,endLine=3,col=5,endColumn=7::one%0Atwo %2525')
    console.log(process.env['INPUT_DRY-RUN'], process.env['INPUT_EVENT-FILE'], process.version.slice(0, 4))
    process.exitCode = 3`
  const run = await runStep({ program, inputs: { 'event-file': 'x.yaml' } })
  expect(run.exitCode).toBe(3)
  expect(run.lines).toEqual([
    'Title',
    'plain :: text',
    'Error: one',
    'two %25',
    'false x.yaml v24.',
  ])
  expect(run.outputs).toEqual({ status: 'one\ntwo', stage: 'development' })
  expect(run.annotations).toEqual([
    {
      kind: 'error',
      message: 'one\ntwo %25',
      title: 'a:b,c',
      file: 'x.json',
      line: 3,
      column: 5,
      endLine: 3,
      endColumn: 7,
    },
  ])
})

// Most steps run in a process that has run others before. It must be as if it had not.
describe('a step among others is as one in a process of its own', () => {
  const files = checkout()
  const settings = { 'event-file': 'announce.yaml' }
  const secrets = { 'client-id': 'an id', 'client-secret': 'a s3%cret' }
  const prerelease = { tag_name: 'v2.0.0-rc.1', prerelease: true, draft: false, name: 'Two' }
  const { permissions, ...rest } = skillManifest.manifest
  const steps: readonly (readonly [name: string, exitCode: number, step: Step])[] = [
    ['a check', 0, { files, inputs: settings }],
    ['a check that fails', 1, { files: checkout('event: ['), inputs: settings }],
    [
      'a check of another manifest',
      1,
      { files: checkout(undefined, { manifest: rest }), inputs: settings },
    ],
    [
      'a dry run with secrets, for a release',
      0,
      {
        files,
        inputs: { ...settings, ...secrets, command: 'send', 'dry-run': 'true' },
        environment: { HTTPS_PROXY: 'http://user:passw0rd@127.0.0.1:9', RUNNER_DEBUG: '1' },
        trigger: {
          name: 'release',
          payload: { action: 'published', release: prerelease },
          ref: 'refs/tags/v2.0.0-rc.1',
        },
      },
    ],
    ['a sending without secrets', 1, { files, inputs: { ...settings, command: 'send' } }],
    ['a misspelled input', 1, { files, inputs: { ...settings, 'event-fille': 'x' } }],
  ]
  const apartFromTime = (run: StepRun): StepRun =>
    JSON.parse(JSON.stringify(run).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time'))
  test.each(steps)('%s', async (_, exitCode, step) => {
    const among = await runStep(step)
    const alone = await runStep({ ...step, ownProcess: true })
    expect(alone.exitCode, alone.log).toBe(exitCode)
    expect(apartFromTime(among)).toEqual(apartFromTime(alone))
  })
})
