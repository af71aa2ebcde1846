import type { S3Client } from '@aws-sdk/client-s3'
import type { AwsConfig } from './clients.ts'
import type { ObjectStore } from './store.ts'

export type S3Sdk = typeof import('@aws-sdk/client-s3')

/** How long S3 may take to answer, milliseconds: it takes a tenth of that for the largest chunk. */
const answerTime = 10_000
/** Removed with one request, at most. */
const mostRemoved = 1_000

/** Opens a bucket. Errors are those of the client; what may pass (throttling, a lost answer) has been tried again. */
export function openBucket(
  bucket: string,
  sdk: S3Sdk,
  config: AwsConfig = {},
): ObjectStore & { close(): void } {
  const client: S3Client = new sdk.S3Client({
    ...config,
    maxAttempts: 5,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: answerTime,
      throwOnRequestTimeout: true,
      socketTimeout: answerTime,
    },
  })
  return {
    async get(key) {
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined
        throw error
      }
    },
    async put(key, body, isNew = false) {
      const condition = isNew ? { IfNoneMatch: '*' } : {}
      try {
        const object = { Bucket: bucket, Key: key, Body: body, ...condition }
        await client.send(new sdk.PutObjectCommand(object))
        return true
      } catch (error) {
        // 412: it is there. 409: somebody else writes it at this moment.
        if (isNew && isStatus(error, sdk, 412, 409)) return false
        throw error
      }
    },
    async *list(prefix) {
      let token: string | undefined
      do {
        const { Contents = [], NextContinuationToken } = await client.send(
          new sdk.ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ContinuationToken: token,
          }),
        )
        token = NextContinuationToken
        yield Contents.flatMap(({ Key }) => Key ?? [])
      } while (token !== undefined)
    },
    async remove(keys) {
      for (let from = 0; from < keys.length; from += mostRemoved) {
        const Objects = keys.slice(from, from + mostRemoved).map(Key => ({ Key }))
        const { Errors: [first] = [] } = await client.send(
          new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        )
        if (first !== undefined) {
          throw new Error(`${first.Key} cannot be removed (${first.Code}: ${first.Message}).`)
        }
      }
    },
    close: () => client.destroy(),
  }
}

function isStatus(error: unknown, sdk: S3Sdk, ...statuses: readonly number[]): boolean {
  return (
    error instanceof sdk.S3ServiceException &&
    statuses.includes(error.$metadata.httpStatusCode ?? 0)
  )
}
