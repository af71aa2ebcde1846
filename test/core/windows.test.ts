import { win32 } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

/** The modules as they are where paths are those of Windows. */
const modules = async () => ({
  log: await import('../../src/action/log.ts'),
  manifest: await import('../../src/core/manifest/manifest.ts'),
})

let windows: Awaited<ReturnType<typeof modules>>

beforeAll(async () => {
  vi.resetModules()
  vi.doMock('node:path', () => ({ ...win32, default: win32 }))
  windows = await modules()
})

afterAll(() => {
  vi.doUnmock('node:path')
  vi.resetModules()
})

describe('on Windows', () => {
  it.each([
    ['C:\\work\\repo\\skill-package\\skill.json', 'skill-package/skill.json'],
    ['skill-package\\skill.json', 'skill-package/skill.json'],
    ['skill-package/skill.json', 'skill-package/skill.json'],
    ['.\\events\\..\\release.yaml', 'release.yaml'],
    ['c:\\WORK\\Repo\\release.yaml', 'release.yaml'],
    ['C:\\work\\other\\release.yaml', undefined],
    ['D:\\work\\repo\\release.yaml', undefined],
    ['\\\\server\\share\\release.yaml', undefined],
    ['<event>', undefined],
  ])('an annotation for %s points to %s', (file, path) => {
    expect(windows.log.annotationPath('C:\\work\\repo', file)).toBe(path)
  })

  it.each([
    ['skill-package\\skill.json', '.'],
    ['skill-package/skill.json', '.'],
    ['C:\\work\\repo\\skill-package\\skill.json', 'C:\\work\\repo'],
    ['skill.json', '.'],
    ['models\\skill.json', 'models'],
  ])('the project of %s is %s', (file, folder) => {
    expect(windows.manifest.projectOf(file)).toBe(folder)
  })

  it('looks for ask-resources.json beside the skill package', async () => {
    const asked: string[] = []
    await windows.manifest.readManifest(
      'C:\\work\\skill-package\\skill.json',
      {
        async readFile(path) {
          asked.push(path)
          return path.endsWith('skill.json') ? Buffer.from('{"manifest": {}}\r\n') : undefined
        },
      },
      { sending: false, hasEvent: false },
    )
    expect(asked).toContain('C:\\work\\ask-resources.json')
  })
})
