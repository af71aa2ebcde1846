import type { Region } from '../core/alexa.ts'
import type { Ledger } from '../core/campaign/campaign.ts'
import { limitToNote } from '../core/campaign/rate-gate.ts'
import { accepts } from '../core/generated/engine.js'
import { type CampaignKeys, DamagedError, type ObjectStore, readJson } from './store.ts'

/** What one worker hands on to the next. */
export type Handover = Awaited<ReturnType<typeof openHandover>>

/**
 * Reads what workers have found out, and notes what this one finds. It saves time: that it cannot be written is no
 * failure.
 */
export async function openHandover(store: ObjectStore, keys: CampaignKeys) {
  /** Requests per second by region, and whether a token was accepted. */
  const read = async () => {
    try {
      return (await readJson(store, keys.limits, accepts.limits)) ?? {}
    } catch (error) {
      if (error instanceof DamagedError) return {}
      throw error
    }
  }
  const { NA, EU, FE, isLetIn: wasLetIn = false } = await read()
  const limits = new Map<Region, number>()
  if (NA !== undefined) limits.set('NA', NA)
  if (EU !== undefined) limits.set('EU', EU)
  if (FE !== undefined) limits.set('FE', FE)
  let told = new Map(limits)
  let isLetIn = wasLetIn
  let isTold = wasLetIn

  const note = async (): Promise<void> => {
    const news = [...limits].filter(([region, limit]) => told.get(region) !== limit)
    if (news.length === 0 && isLetIn === isTold) return
    told = new Map(limits)
    isTold = isLetIn
    try {
      const noted = await read()
      const found = news.map(([region, limit]) => [region, limitToNote(noted[region], limit)])
      const all = { ...noted, ...Object.fromEntries(found), ...(isLetIn && { isLetIn }) }
      await store.put(keys.limits, JSON.stringify(all))
    } catch {
      // The next ones find it out anew.
    }
  }

  return {
    note,
    /** Whether a token was accepted for anybody of the campaign. */
    isLetInByNow: async (): Promise<boolean> => isLetIn || (await read()).isLetIn === true,
    /** @param count is told of each outcome, and of each request that was throttled */
    ledger: (count: Ledger['count']): Ledger => ({
      limits,
      wasLetIn,
      count(region, what) {
        count(region, what)
        if (isLetIn || (what !== 'accepted' && what !== 'already-sent')) return
        isLetIn = true
        // At once: another one may be about to give up.
        void note()
      },
    }),
  }
}
