import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noProxy } from '../../src/core/delivery/proxy.ts'
import { nodeWorld } from '../../src/core/node-world.ts'

test('of a file that is too large only as much is read as shows it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alexa-proactive-'))
  try {
    await writeFile(join(folder, 'a.txt'), 'x'.repeat(200_000))
    const { readFile } = nodeWorld(path => join(folder, path), noProxy)
    expect(await readFile('a.txt')).toHaveLength(200_000)
    expect(await readFile('a.txt', 200_000)).toHaveLength(200_000)
    expect(await readFile('a.txt', 1_000)).toHaveLength(1_001)
    expect(await readFile('none.txt', 1_000)).toBeUndefined()
    await expect(readFile('.', 1_000)).rejects.toMatchObject({ code: 'EISDIR' })
  } finally {
    await rm(folder, { recursive: true })
  }
})
