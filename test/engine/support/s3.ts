import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { endEmulator, messageOf, startEmulator } from './emulator.ts'

/** What is to go wrong, so many times. */
export interface Faults {
  /** Requests that are answered 503 SlowDown. */
  readonly slowDown?: number
  /** Puts on condition that are carried out, and whose answer never arrives. */
  readonly lostAnswers?: number
}

/** What S3 was asked for. */
export interface S3Counts {
  readonly requests: number
  readonly slowedDown: number
  readonly lostAnswers: number
  /** Puts that were refused because the object was there. */
  readonly refused: number
}

/** S3 on loopback, with one bucket. */
export interface S3 {
  readonly url: string
  readonly bucket: string
  /** For clients in other processes. */
  readonly environment: Readonly<Record<string, string>>
  readonly client: S3Client
  /** Plans faults, and tells what was counted up to now. */
  order(faults: Faults): Promise<S3Counts>
}

/** What clients of AWS have to know where nothing is AWS. */
export const account = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
} as const

/** Starts S3 on loopback, without an object. */
export async function startS3(onEnd: (close: () => Promise<void>) => void): Promise<S3> {
  const emulator = startEmulator('s3.mjs')
  onEnd(() => endEmulator(emulator))
  const message = await messageOf(emulator)
  const url = textIn(message, 'url')
  const bucket = 'campaigns'
  const client = new S3Client({
    endpoint: url,
    forcePathStyle: true,
    region: account.AWS_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  onEnd(async () => client.destroy())
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return {
    url,
    bucket,
    environment: { ...account, AWS_ENDPOINT_URL_S3: url },
    client,
    async order(faults) {
      const answer = messageOf(emulator)
      emulator.send({ faults })
      return countsIn(await answer)
    },
  }
}

function textIn(message: unknown, name: string): string {
  const value = fieldOf(message, name)
  if (typeof value !== 'string') throw new Error(`No ${name} in ${JSON.stringify(message)}`)
  return value
}

function countsIn(message: unknown): S3Counts {
  const counts = fieldOf(message, 'counts')
  const count = (name: string): number => Number(fieldOf(counts, name))
  return {
    requests: count('requests'),
    slowedDown: count('slowedDown'),
    lostAnswers: count('lostAnswers'),
    refused: count('refused'),
  }
}

/** What a message of another process holds under a name. */
export function fieldOf(message: unknown, name: string): unknown {
  return typeof message === 'object' && message !== null
    ? Object.entries(message).find(([key]) => key === name)?.[1]
    : undefined
}
