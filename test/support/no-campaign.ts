import type { CampaignFiles, World } from '../../src/core/world.ts'

async function unavailable(): Promise<never> {
  throw new Error('There are no campaigns in this test.')
}

/** What a world lacks in which nothing goes to many recipients. */
export const noCampaign: Pick<World, 'openFiles' | 'identityOf'> = {
  identityOf: async path => ({ ids: [path], kind: 'missing', start: '' }),
  openFiles: unavailable,
}

/** Files of a world in which none can be read or written. */
export async function noFiles(): Promise<CampaignFiles> {
  return {
    syncEvery: 200,
    read: unavailable,
    keep: unavailable,
    append: unavailable,
    remove: unavailable,
    lock: unavailable,
  }
}
