/** What stands in the way of a campaign before anything is sent, or of its journal while it runs. */
export class CampaignError extends Error {
  override readonly name = 'CampaignError'
  /** What to do. */
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}

/** Tells whether an error is a `CampaignError`, also of one that is bundled apart. */
export function isCampaignError(error: unknown): error is CampaignError {
  return error instanceof Error && error.name === 'CampaignError' && 'help' in error
}
