import { type AwsAnswer, type AwsRequest, type AwsService, Refusal } from './request.ts'
import type { AwsState, StoredObject } from './state.ts'
import { fromXmlText, toXml } from './xml.ts'

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** Buckets by path (`/bucket/key`). Every bucket exists. */
export function openS3(state: AwsState): AwsService {
  const carriedOut: Readonly<Record<string, (request: AwsRequest) => AwsAnswer>> = {
    HeadBucket: () => ({ status: 200 }),
    GetBucketLocation: () => xmlAnswer('LocationConstraint', ''),
    ListObjectsV2: request => listed(state, request),
    ListObjectVersions: request => {
      const { bucket } = addressed(request)
      return xmlAnswer('ListVersionsResult', toXml({ Name: bucket, IsTruncated: 'false' }))
    },
    HeadObject: request => ({ ...objectAnswer(state, request), body: '' }),
    GetObject: request => objectAnswer(state, request),
    PutObject: request => {
      const { bucket, key } = addressed(request)
      state.objects.set(`${bucket}/${key}`, {
        body: request.body,
        metadata: metadataOf(request),
        changedAt: new Date(),
      })
      return { status: 200, headers: { etag: '"0"' } }
    },
    DeleteObjects: request => {
      const { bucket } = addressed(request)
      const keys = [...request.body.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)]
      for (const [, key = ''] of keys) state.objects.delete(`${bucket}/${fromXmlText(key)}`)
      return xmlAnswer('DeleteResult', '')
    },
  }

  return {
    name: 'S3',
    actionOf: request => {
      const action = actionOf(request)
      return Object.hasOwn(carriedOut, action) ? action : undefined
    },
    answer: (action, request) => {
      const carryOut = carriedOut[action]
      if (carryOut === undefined) throw new Error(`S3 has no ${action}.`)
      return carryOut(request)
    },
    refuse: ({ status, code, message }) => ({
      status,
      headers: { 'content-type': 'application/xml' },
      body: toXml({ Error: { Code: code, Message: message, RequestId: '0' } }),
    }),
  }
}

function actionOf(request: AwsRequest): string {
  const { method, query } = request
  const place = addressed(request).key === '' ? 'bucket' : 'object'
  switch (`${method} ${place}`) {
    case 'HEAD bucket':
      return 'HeadBucket'
    case 'GET bucket':
      if (query.has('location')) return 'GetBucketLocation'
      if (query.has('versions')) return 'ListObjectVersions'
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'unknown'
    case 'POST bucket':
      return query.has('delete') ? 'DeleteObjects' : 'unknown'
    case 'HEAD object':
      return 'HeadObject'
    case 'GET object':
      return 'GetObject'
    case 'PUT object':
      return query.has('uploadId') ? 'unknown' : 'PutObject'
    default:
      return 'unknown'
  }
}

function addressed(request: AwsRequest): { readonly bucket: string; readonly key: string } {
  const [bucket = '', ...rest] = request.path.replace(/^\//, '').split('/')
  return { bucket, key: rest.join('/') }
}

function listed(state: AwsState, request: AwsRequest): AwsAnswer {
  const { bucket } = addressed(request)
  const prefix = `${bucket}/${request.query.get('prefix') ?? ''}`
  const found = [...state.objects].filter(([name]) => name.startsWith(prefix))
  const contents = found.map(([name, { body, changedAt }]) => ({
    Key: name.slice(bucket.length + 1),
    Size: body.length,
    LastModified: changedAt.toISOString(),
    ETag: '"0"',
  }))
  const count = { Name: bucket, KeyCount: found.length, MaxKeys: 1000, IsTruncated: 'false' }
  return xmlAnswer('ListBucketResult', toXml({ ...count, Contents: contents }))
}

function objectAnswer(state: AwsState, request: AwsRequest): AwsAnswer {
  const { bucket, key } = addressed(request)
  const stored: StoredObject | undefined = state.objects.get(`${bucket}/${key}`)
  if (stored === undefined) throw new Refusal(404, 'NoSuchKey', `There is no ${key}.`)
  const metadata = Object.entries(stored.metadata).map(([name, value]) => [
    `x-amz-meta-${name}`,
    value,
  ])
  return {
    status: 200,
    headers: {
      ...Object.fromEntries(metadata),
      'last-modified': stored.changedAt.toUTCString(),
      etag: '"0"',
    },
    body: stored.body,
  }
}

function metadataOf(request: AwsRequest): Readonly<Record<string, string>> {
  const prefix = 'x-amz-meta-'
  const found = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]))
}

function xmlAnswer(root: string, content: string): AwsAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<${root} xmlns="${namespace}">${content}</${root}>`,
  }
}
