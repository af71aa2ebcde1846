import { CampaignError } from '../core/campaign/lock.ts'
import type { CampaignPlan } from '../core/engine.ts'
import {
  campaignOfExecution,
  executionName,
  inputOf,
  isOver,
  lastRun,
  lengthOf,
  type Machine,
} from './executions.ts'
import type { Followed } from './follow.ts'
import { type Control, keysOf, readJson } from './store.ts'

/**
 * Finds a campaign with its last execution.
 *
 * @param name of the campaign or one of its executions; absent: the one that was started last
 * @throws CampaignError where there is none
 */
export async function findCampaign(
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
  const plan = await readJson<CampaignPlan>(store, keysOf(campaign).plan)
  const run = await lastRun(campaign, executions)
  if (plan === undefined || run === undefined) {
    throw new CampaignError(
      `The engine ${arn} has no campaign ${campaign}.`,
      'Check the name, as "send" has printed it; without a name the last one counts. What a campaign leaves in the bucket is removed after a while.',
    )
  }
  return { name: campaign, plan, run }
}

/**
 * Stops a campaign: nothing more is sent after two seconds, and what is under way ends.
 *
 * @returns whether it was under way
 */
export async function stopCampaign(campaign: Followed, machine: Machine): Promise<boolean> {
  const { name, run } = campaign
  if (isOver(run.execution)) return false
  const stop = 'It was stopped with campaign-stop.'
  // First of all what the workers look at: an execution that is stopped does not stop its functions.
  await change(campaign, machine, control => ({ ...control, stop }))
  await machine.executions.stop(executionName(name, run.number), stop)
  return true
}

/**
 * Goes on with a campaign that has ended before everybody was sent to: another execution for the chunks
 * that are open.
 *
 * @throws CampaignError where it is under way, complete or expired
 */
export async function resumeCampaign(
  campaign: Followed,
  machine: Machine,
  now: Date,
): Promise<Followed> {
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
  const open = Array.from({ length: plan.chunks }, (_, index) => index + 1).filter(
    chunk => !reported.has(keys.report(chunk)),
  )
  if (open.length === 0) {
    throw new CampaignError(
      `The campaign ${name} is complete: everybody was sent to.`,
      'Send to the list of those who were not notified, if there are any: campaign-status shows how many.',
    )
  }
  if (Date.parse(plan.header.expiryTime) <= now.getTime()) {
    throw new CampaignError(
      `The event of the campaign ${name} expired at ${plan.header.expiryTime}, so it cannot go on.`,
      'Send it as a new announcement, to those who were not notified.',
    )
  }
  const number = run.number + 1
  const chunks = JSON.stringify(open.map(chunk => ({ campaign: name, chunk })))
  await store.put(keys.run(number), chunks)
  // What stopped the campaign before is told no more, and stops nobody.
  for await (const page of store.list(keys.stops)) await store.remove(page)
  await change(campaign, machine, ({ stop: _, ...control }) => control)
  await executions.start(executionName(name, number), inputOf(name, number, keys.run(number)))
  const execution = { status: 'RUNNING', startedAt: now, endedAt: undefined, cause: undefined }
  const before = run.before + lengthOf(run.execution, now)
  return { name, plan, run: { number, execution, before } }
}

/**
 * Sets how many requests per second to each region all workers of a campaign make together.
 *
 * @throws CampaignError where it has ended
 */
export async function setSpeed(campaign: Followed, machine: Machine, rate: number): Promise<void> {
  if (isOver(campaign.run.execution)) {
    throw new CampaignError(
      `The campaign ${campaign.name} has ended.`,
      'Use campaign-resume to go on with it, and set the speed then.',
    )
  }
  await change(campaign, machine, control => ({ ...control, rate }))
}

async function change(
  { name }: Followed,
  { store }: Machine,
  edit: (control: Control) => Control,
): Promise<void> {
  const { control } = keysOf(name)
  await store.put(control, JSON.stringify(edit((await readJson<Control>(store, control)) ?? {})))
}
