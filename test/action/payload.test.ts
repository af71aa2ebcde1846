import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPayload } from '../../src/action/payload.ts'

describe('readPayload', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'payload-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const write = async (text: string) => {
    const path = join(folder, 'event.json')
    await writeFile(path, text)
    return path
  }

  test.each([['{"release":{"tag_name":"v1"}}'], ['\uFEFF{"release":{"tag_name":"v1"}}']])(
    'JSON with or without byte order mark: %j',
    async text => {
      expect(await readPayload(await write(text))).toEqual({
        payload: { release: { tag_name: 'v1' } },
        diagnostics: [],
      })
    },
  )

  test('text that is not JSON is a warning that does not repeat it', async () => {
    const { payload, diagnostics } = await readPayload(await write('{"token": s3cret'))
    expect(payload).toBeUndefined()
    expect(diagnostics).toMatchObject([{ severity: 'warning', message: /it is not JSON/ }])
    expect(JSON.stringify(diagnostics)).not.toContain('s3cret')
  })

  test('a missing file is a warning', async () => {
    const { diagnostics } = await readPayload(join(folder, 'missing.json'))
    expect(diagnostics).toMatchObject([{ severity: 'warning', message: /ENOENT/ }])
  })

  test.each([[undefined], ['']])('no path (%j) is a warning', async path => {
    const { diagnostics } = await readPayload(path)
    expect(diagnostics).toMatchObject([{ severity: 'warning', message: /is not set/ }])
  })
})
