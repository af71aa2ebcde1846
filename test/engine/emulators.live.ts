import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type S3, startS3 } from './support/s3.ts'

// What the other tests here take for granted of what stands in for AWS.

const closers: (() => Promise<void>)[] = []
let s3: S3
beforeAll(async () => {
  s3 = await startS3(close => closers.push(close))
})
afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

async function put(key: string, body: string, isNew: boolean): Promise<number | undefined> {
  const condition = isNew ? { IfNoneMatch: '*' } : {}
  const order = { Bucket: s3.bucket, Key: key, Body: body, ...condition }
  try {
    return (await s3.client.send(new PutObjectCommand(order))).$metadata.httpStatusCode
  } catch (error) {
    if (error instanceof Error && '$metadata' in error) return statusOf(error.$metadata)
    throw error
  }
}

function statusOf(metadata: unknown): number | undefined {
  return Object(metadata).httpStatusCode
}

async function get(key: string): Promise<string | undefined> {
  const found = await s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: key }))
  return found.Body?.transformToString()
}

describe('S3', () => {
  test('of many who write one new object at the same moment, one does', async () => {
    const writers = Array.from({ length: 20 }, (_, index) => `${index}`)
    const statuses = await Promise.all(writers.map(text => put('one/new object', text, true)))
    expect(statuses.toSorted()).toEqual([200, ...writers.slice(1).map(() => 412)])
    expect(await get('one/new object')).toBe(`${statuses.indexOf(200)}`)
    expect(await put('one/new object', 'other', false)).toBe(200)
    expect(await get('one/new object')).toBe('other')
  })

  test('lists objects in order', async () => {
    for (const key of ['b/000002', 'b/000010', 'b/000001']) await put(key, key, true)
    const found = await s3.client.send(
      new ListObjectsV2Command({ Bucket: s3.bucket, Prefix: 'b/' }),
    )
    expect(found.Contents?.map(({ Key }) => Key)).toEqual(['b/000001', 'b/000002', 'b/000010'])
  })

  test('a put whose answer is lost was carried out, so that the client is refused its own object', async () => {
    await s3.order({ lostAnswers: 1 })
    expect(await put('lost', 'mine', true)).toBe(412)
    expect(await get('lost')).toBe('mine')
  })

  test('what is slowed down is tried again', async () => {
    const before = await s3.order({ slowDown: 2 })
    expect(await put('slow', 'text', true)).toBe(200)
    const after = await s3.order({})
    expect(after.slowedDown - before.slowedDown).toBe(2)
  })
})
