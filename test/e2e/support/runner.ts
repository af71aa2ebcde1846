import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { runResident } from '../../support/resident.ts'
import { readCommandFile } from './command-file.ts'
import { node24 } from './node24.ts'
import {
  type Annotation,
  annotationOf,
  readLog,
  type WorkflowCommand,
} from './workflow-commands.ts'

const actionFolder = fileURLToPath(new URL('../../..', import.meta.url))

/** One step of a workflow: what stands under `with:` and `env:`, and where it runs. */
export interface Step {
  readonly inputs?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The event that started the workflow; absent: a push. */
  readonly trigger?: Trigger
  /** Files of the checked-out repository by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Files to read back when the step has ended. */
  readonly collect?: readonly string[]
  /** A program to run instead of the action, to try what this harness notices. */
  readonly program?: string
  /** What becomes of the log; absent: it is read. */
  readonly stdout?: 'full' | 'closed'
  /** Cancels the step, with the signal it comes to. */
  readonly interruption?: Promise<NodeJS.Signals>
  /** Whether it runs in a process of its own, as on the runner; else in one that other steps share. */
  readonly ownProcess?: boolean
}

/** An event with what the runner derives from it. */
export interface Trigger {
  readonly name: string
  /** Text is written to the event file as it is; undefined leaves the file out. */
  readonly payload: unknown
  readonly ref: string
  readonly actor?: string
}

/** What the runner makes of a step. */
export interface StepRun {
  readonly exitCode: number | null
  /** Lines as people see them: group titles and annotations included, other commands left out. */
  readonly log: string
  readonly lines: readonly string[]
  readonly commands: readonly WorkflowCommand[]
  readonly annotations: readonly Annotation[]
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly masks: readonly string[]
  /** Texts of the files asked for; missing where there is none. */
  readonly collected: Readonly<Record<string, string>>
  /** Everything that was written to stdout, as it was. */
  readonly output: string
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly runs: { readonly using: string; readonly main: string }
}

/** Reads `action.yml` as the runner does. */
export async function readAction(): Promise<Action> {
  return parse(await readFile(join(actionFolder, 'action.yml'), 'utf8'))
}

/**
 * Runs the built action in another process the way GitHub's runner does: on Node 24, in a clean
 * environment, with the defaults of `action.yml`, and with the runner's limits.
 *
 * @throws Error where the runner would drop something, obey text as a command or show a secret
 */
export async function runStep(step: Step): Promise<StepRun> {
  const folder = await mkdtemp(join(tmpdir(), 'runner-'))
  try {
    const paths = await layOut(folder, step)
    const action = await readAction()
    const main = step.program === undefined ? join(actionFolder, action.runs.main) : paths.program
    const environment = environmentOf(action, step, paths)
    const { exitCode, stdout, stderr } = isAboutProcess(step)
      ? await executeAlone(main, environment, paths.workspace, step)
      : await executeResident(main, environment, paths.workspace, step)
    if (stderr !== '') throw new Error(`the action wrote to stderr:\n${stderr}`)
    const run = {
      exitCode,
      ...interpret(stdout),
      output: stdout,
      outputs: readCommandFile(await readFile(paths.output, 'utf8')),
      summary: await readFile(paths.summary, 'utf8'),
      collected: await collect(paths.workspace, step.collect ?? []),
    }
    for (const violation of violationsOf(run, action)) throw new Error(violation)
    return run
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Paths {
  readonly workspace: string
  readonly temp: string
  readonly home: string
  readonly event: string
  readonly output: string
  readonly state: string
  readonly env: string
  readonly path: string
  readonly summary: string
  readonly program: string
}

async function layOut(folder: string, step: Step): Promise<Paths> {
  const paths: Paths = {
    workspace: join(folder, 'workspace'),
    temp: join(folder, 'temp'),
    home: join(folder, 'home'),
    event: join(folder, 'event.json'),
    output: join(folder, 'output'),
    state: join(folder, 'state'),
    env: join(folder, 'env'),
    path: join(folder, 'path'),
    summary: join(folder, 'summary.md'),
    program: join(folder, 'program.mjs'),
  }
  for (const path of [paths.workspace, paths.temp, paths.home]) await mkdir(path)
  for (const path of [paths.output, paths.state, paths.env, paths.path, paths.summary]) {
    await writeFile(path, '')
  }
  const payload = (step.trigger ?? defaultTrigger).payload
  if (payload !== undefined) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload, undefined, 2)
    await writeFile(paths.event, text)
  }
  if (step.program !== undefined) await writeFile(paths.program, step.program)
  for (const [path, text] of Object.entries(step.files ?? {})) {
    await mkdir(dirname(join(paths.workspace, path)), { recursive: true })
    await writeFile(join(paths.workspace, path), text)
  }
  return paths
}

const defaultTrigger: Trigger = {
  name: 'push',
  payload: { repository: { full_name: 'octo/skill', default_branch: 'main' } },
  ref: 'refs/heads/main',
}

/** The token that GitHub makes for the job. */
export const githubToken = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'

/** Variables of GitHub's runner, and nothing of the environment these tests run in. */
function environmentOf(action: Action, step: Step, paths: Paths): Record<string, string> {
  const trigger = step.trigger ?? defaultTrigger
  const defaults = Object.entries(action.inputs).map(([name, input]) => [
    name,
    (input.default ?? '').replace(/\$\{\{ github\.token \}\}/, githubToken),
  ])
  const inputs = { ...Object.fromEntries(defaults), ...step.inputs }
  const variables: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    SystemRoot: process.env['SystemRoot'],
    HOME: paths.home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: trigger.actor ?? 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_ENV: paths.env,
    GITHUB_EVENT_NAME: trigger.name,
    GITHUB_EVENT_PATH: paths.event,
    GITHUB_OUTPUT: paths.output,
    GITHUB_PATH: paths.path,
    GITHUB_REF: trigger.ref,
    GITHUB_REF_NAME: trigger.ref.replace(/^refs\/(?:heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: trigger.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: 'octo/skill',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    GITHUB_STATE: paths.state,
    GITHUB_STEP_SUMMARY: paths.summary,
    GITHUB_WORKFLOW: 'announce',
    GITHUB_WORKSPACE: paths.workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: paths.temp,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [
        `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
        value,
      ]),
    ),
    ...step.environment,
  }
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

interface Execution {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How long a step may take. */
const longestStep = 25_000

/** Whether a step needs a process of its own: for its streams, signals, or what Node reads when it starts. */
function isAboutProcess(step: Step): boolean {
  const { ownProcess = false, stdout, interruption, environment = {} } = step
  return (
    ownProcess ||
    [stdout, interruption].some(value => value !== undefined) ||
    Object.keys(environment).some(name => name.startsWith('NODE_'))
  )
}

async function executeResident(
  program: string,
  environment: Readonly<Record<string, string>>,
  folder: string,
  step: Step,
): Promise<Execution> {
  const printed = { stdout: '', stderr: '' }
  const kind = step.program === undefined ? {} : { kind: 'a program instead of the action' }
  const command = {
    program,
    ...kind,
    preloaded: [],
    endsItself: true,
    words: [],
    folder,
    environment,
  }
  const onText = (stream: 'stdout' | 'stderr', text: string): void => {
    printed[stream] += text
  }
  const { exitCode } = await runResident(node24(), undefined, command, onText, longestStep)
  return { exitCode, ...printed }
}

async function executeAlone(
  main: string,
  env: Record<string, string>,
  cwd: string,
  step: Step,
): Promise<Execution> {
  const child = spawn(node24(), [main], {
    cwd,
    env,
    timeout: longestStep,
    killSignal: 'SIGKILL',
    stdio: ['pipe', step.stdout === 'full' ? openSync('/dev/full', 'w') : 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece
  })
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece
  })
  if (step.stdout === 'closed') child.stdout?.destroy()
  step.interruption?.then(signal => child.kill(signal))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve(code))
  })
  return { exitCode, stdout, stderr }
}

async function collect(workspace: string, files: readonly string[]) {
  const found: Record<string, string> = {}
  for (const file of files) {
    const text = await readFile(join(workspace, file), 'utf8').catch(() => undefined)
    if (text !== undefined) found[file] = text
  }
  return found
}

/** How the runner shows in the log what it also makes an annotation of. */
const shownAs: Readonly<Record<string, string>> = {
  error: 'Error',
  warning: 'Warning',
  notice: 'Notice',
}

function interpret(output: string) {
  const entries = readLog(output)
  const commands = entries.flatMap(entry => ('command' in entry ? [entry.command] : []))
  const lines = entries.flatMap(entry => {
    if ('text' in entry) return [entry.text]
    const { name, data } = entry.command
    if (name === 'group') return [data]
    const shown = shownAs[name]
    return shown === undefined ? [] : `${shown}: ${data}`.split('\n')
  })
  return {
    commands,
    lines,
    log: lines.join('\n'),
    annotations: commands.flatMap(command => annotationOf(command) ?? []),
    masks: commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data),
  }
}

const expectedCommands = ['add-mask', 'debug', 'group', 'endgroup', 'error', 'warning', 'notice']

/** What the runner would drop, cut, obey or show although it must not. */
function violationsOf(run: StepRun, action: Action): readonly string[] {
  const kinds = ['error', 'warning', 'notice'] as const
  const places: Readonly<Record<string, string>> = {
    output: run.output.replace(/^::add-mask::.*$/gm, ''),
    'a command': run.commands
      .filter(({ name }) => name !== 'add-mask')
      .map(({ properties, data }) => `${Object.values(properties).join('\n')}\n${data}`)
      .join('\n'),
    'the outputs': Object.values(run.outputs).join('\n'),
    'the summary': run.summary,
    'a file': Object.values(run.collected).join('\n'),
  }
  return [
    ...run.commands
      .filter(({ name }) => !expectedCommands.includes(name))
      .map(({ name, data }) => `the runner would obey the command ${name}: ${data}`),
    ...kinds
      .filter(kind => run.annotations.filter(annotation => annotation.kind === kind).length > 10)
      .map(kind => `more than 10 annotations of the kind ${kind}`),
    ...run.annotations
      .filter(({ message }) => message.length > 4096)
      .map(({ message }) => `an annotation of ${message.length} characters would be cut`),
    ...run.annotations
      .filter(({ line, endLine, column }) => column !== undefined && (endLine ?? line) !== line)
      .map(({ message }) => `the columns would be dropped, as it spans lines: ${message}`),
    ...(Buffer.byteLength(run.summary) > 1024 * 1024 ? ['the summary is over 1 MiB'] : []),
    ...Object.keys(run.outputs)
      .filter(name => !(name in action.outputs))
      .map(name => `the output ${name} is not declared in action.yml`),
    ...run.masks
      .flatMap(mask => [mask, ...mask.split(/\r?\n/)])
      .filter(secret => secret.trim() !== '')
      .flatMap(secret =>
        Object.entries(places)
          .filter(([, text]) => text.includes(secret))
          .map(([place]) => `a masked value stands in ${place}`),
      ),
  ]
}
