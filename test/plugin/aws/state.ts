import type { Stack } from './stacks.ts'

/** What lies in S3. */
export interface StoredObject {
  readonly body: Buffer
  /** The headers `x-amz-meta-…` it came with. */
  readonly metadata: Readonly<Record<string, string>>
  readonly changedAt: Date
}

/** Everything that the services keep. */
export interface AwsState {
  readonly region: string
  /** By name. */
  readonly stacks: Map<string, Stack>
  /** By bucket and key: `bucket/some/key`. */
  readonly objects: Map<string, StoredObject>
}
