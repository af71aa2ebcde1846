import { engineResult } from '../core/campaign/hand-over.ts'
import { CampaignError } from '../core/campaign/lock.ts'
import { accepts } from '../core/generated/engine.js'
import { defaultJournal, failedFileBeside } from '../core/outputs.ts'
import type { Result } from '../core/result.ts'
import { counted } from '../core/wording.ts'
import { openMachine } from './aws.ts'
import { type AwsSession, explained } from './clients.ts'
import {
  campaignOfExecution,
  chunkTable,
  everyChunk,
  executionName,
  isOver,
  lastRun,
  lengthOf,
  type Machine,
  startRun,
} from './executions.ts'
import { type Followed, type Following, follow, look } from './follow.ts'
import { type Control, keysOf, readJson } from './store.ts'

/** What is done to a campaign that has begun. */
export interface CampaignOrder {
  /** `campaign-status`, `campaign-stop`, `campaign-resume` or `campaign-speed`. */
  readonly command: string
  /** Of the campaign or one of its executions; undefined: the one that was started last. */
  readonly name: string | undefined
  /** Requests per second to each region, of all workers together; undefined but for `campaign-speed`. */
  readonly rate: number | undefined
  /** The command that resumes a campaign, up to its name. */
  readonly resume: string
}

/** What an order has done: as JSON, and as a sentence. */
export interface Done {
  readonly fact: object
  readonly sentence: string
}

export interface Watching extends Omit<Following, 'failedFile'> {
  /** Where those go who were not notified; undefined for the usual place. */
  readonly failedFile: string | undefined
  /** Whether it is followed to its end, or looked at once. */
  readonly isFollowed: boolean
}

/**
 * Shows, stops, resumes or slows down a campaign.
 *
 * @param watch has the campaign watched, and is told its name; that may take long
 * @throws CampaignError where there is none, or it cannot be done
 */
export async function controlCampaign(
  arn: string,
  session: AwsSession,
  { command, name, rate, resume }: CampaignOrder,
  watch: (name: string, result: (watching: Watching) => Promise<Result>) => Promise<Result>,
): Promise<Done | Result> {
  try {
    const machine = await openMachine(arn, session)
    const found = await findCampaign(machine, name)
    if (command === 'campaign-stop') return await stopCampaign(found, machine, resume)
    if (rate !== undefined) return await setSpeed(found, machine, rate)
    return await watch(found.name, async ({ failedFile, isFollowed, ...following }) => {
      const { world } = following
      const isResumed = command === 'campaign-resume'
      const campaign = isResumed ? await resumeCampaign(found, machine, world.now()) : found
      const { plan } = campaign
      const path = failedFile ?? failedFileBeside(defaultJournal(plan.header.fingerprint))
      const ended = isFollowed
        ? await follow(campaign, machine, { ...following, failedFile: path })
        : await look(campaign, machine, world.now())
      return engineResult(plan, ended, arn, world.now())
    })
  } catch (error) {
    throw explained(error, arn)
  }
}

async function findCampaign(
  { executions, store, arn }: Machine,
  name: string | undefined,
): Promise<Followed> {
  const execution = name ?? (await executions.latest())
  if (execution === undefined) {
    throw new CampaignError(
      `The engine ${arn} has no campaign.`,
      'Begin one: "alexa-proactive send --users-file … --engine …".',
    )
  }
  const campaign = campaignOfExecution(execution)
  const plan = await readJson(store, keysOf(campaign).plan, accepts.plan)
  const run = await lastRun(campaign, executions)
  if (plan === undefined || run === undefined) {
    throw new CampaignError(
      `The engine ${arn} has no campaign ${campaign}.`,
      'Check the name, as "send" has printed it; without a name the last one counts. What a campaign leaves in the bucket is removed after a while.',
    )
  }
  return { name: campaign, plan, run }
}

/** Stops a campaign: nothing more is sent after two seconds, and what is under way ends. */
async function stopCampaign(campaign: Followed, machine: Machine, resume: string): Promise<Done> {
  const { name, run } = campaign
  if (isOver(run.execution)) {
    const sentence = `The campaign ${name} has ended already, so there is nothing to stop.`
    return { fact: { name, stopped: false }, sentence }
  }
  const stop = 'It was stopped with campaign-stop.'
  // First of all what the workers look at: an execution that is stopped does not stop its functions.
  await change(campaign, machine, control => ({ ...control, stop }))
  await machine.executions.stop(executionName(name, run.number), stop)
  const sentence = `The campaign ${name} is stopped: nothing more is sent after two seconds. "${resume} ${name}" resumes it.`
  return { fact: { name, stopped: true }, sentence }
}

/** Starts another execution for the chunks that are open, unless the campaign is under way, complete or expired. */
async function resumeCampaign(campaign: Followed, machine: Machine, now: Date): Promise<Followed> {
  const { name, plan, run } = campaign
  const { store, executions } = machine
  if (!isOver(run.execution)) {
    throw new CampaignError(
      `The campaign ${name} is under way.`,
      'Use campaign-status to follow it, or campaign-stop to stop it first.',
    )
  }
  const keys = keysOf(name)
  const reported = new Set<string>()
  for await (const page of store.list(keys.reports)) for (const key of page) reported.add(key)
  const open = everyChunk(plan).filter(chunk => !reported.has(keys.report(chunk)))
  if (open.length === 0) {
    throw new CampaignError(
      `The campaign ${name} is complete: everybody was sent to.`,
      'Send to the list of those who were not notified, if there are any: campaign-status shows how many.',
    )
  }
  if (Date.parse(plan.header.expiryTime) <= now.getTime()) {
    throw new CampaignError(
      `The event of the campaign ${name} expired at ${plan.header.expiryTime}, so it cannot be resumed.`,
      'Send it as a new announcement, to those who were not notified.',
    )
  }
  const number = run.number + 1
  await store.put(keys.run(number), chunkTable(name, open))
  // What stopped the campaign before is told no more, and stops nobody.
  for await (const page of store.list(keys.stops)) await store.remove(page)
  await change(campaign, machine, ({ stop: _, ...control }) => control)
  const execution = await startRun(name, number, executions, now)
  const before = run.before + lengthOf(run.execution, now)
  return { name, plan, run: { number, execution, before } }
}

/** Sets how many requests per second to each region all workers of a campaign make together. */
async function setSpeed(campaign: Followed, machine: Machine, rate: number): Promise<Done> {
  const { name, run } = campaign
  if (isOver(run.execution)) {
    throw new CampaignError(
      `The campaign ${name} has ended.`,
      'Resume it with campaign-resume, and set the speed then.',
    )
  }
  await change(campaign, machine, control => ({ ...control, rate }))
  const speed = `at most ${counted(rate)} requests per second to each region`
  return {
    fact: { name, rate },
    sentence: `The campaign ${name} makes ${speed} from now on.`,
  }
}

async function change(
  { name }: Followed,
  { store }: Machine,
  edit: (control: Control) => Control,
): Promise<void> {
  const { control } = keysOf(name)
  const before = (await readJson(store, control, accepts.control)) ?? {}
  await store.put(control, JSON.stringify(edit(before)))
}
