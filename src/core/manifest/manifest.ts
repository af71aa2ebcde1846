import type { Region } from '../alexa.ts'
import type { EventName } from '../catalog.ts'
import type { Place } from '../diagnostic.ts'

/** What the later steps need to know of a skill manifest. */
export interface Manifest {
  /** Path of the file it came from. */
  readonly file: string
  /** The file that lists the publications: the same, or `ask-resources.json`. */
  readonly publishedIn: string
  /** Whether any publication is listed, valid or not; where none is, that is reported already. */
  readonly namesPublications: boolean
  /** Valid publications only, `ask-resources.json` merged in; each once. */
  readonly publications: readonly EventName[]
  /** Events that misspelt publications most likely mean, where it does not publish them already. */
  readonly misspeltPublications: readonly EventName[]
  /** Keys of `publishingInformation.locales`, in the file's order. */
  readonly locales: readonly string[]
  /** Keys of `events.regions` that are regions of Alexa. */
  readonly regions: readonly Region[]
  /** Where its events go, as written; without what the ASK CLI fills in at deploy. */
  readonly endpoints: readonly ManifestEndpoint[]
}

/** An address that Alexa sends the events of a skill to. */
export interface ManifestEndpoint {
  /** The region of Alexa whose customers it serves; `default` for `events.endpoint`. */
  readonly of: 'default' | Region
  /** The ARN of a function, an https address, or whatever stands there; never empty. */
  readonly uri: string
  /** Where the address stands. */
  readonly place: Place
}
