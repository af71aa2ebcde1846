import { expect, it } from 'vitest'
import { parseSettings } from '../../src/core/settings.ts'

it('takes what the announcement is about', async () => {
  const { settings } = await parseSettings({
    release: 'latest',
    'release-level': 'minor',
    'github-token': 'a-token',
    repository: 'octocat/star-quest',
    announcement: 'Summer sale / 2026.07',
    'require-protected': 'true',
    comment: 'true',
  })
  expect(settings).toMatchObject({
    release: 'latest',
    releaseLevel: 'minor',
    githubToken: 'a-token',
    repository: 'octocat/star-quest',
    announcement: 'Summer sale / 2026.07',
    requireProtected: true,
    comment: true,
  })
})

it.each([
  [{ command: 'sned' }, 'did you mean send?'],
  [{ 'release-level': 'minr' }, 'did you mean minor?'],
  [{ repository: 'star-quest' }, 'The setting repository is "star-quest".'],
  [{ announcement: 'Sale', 'reference-id': 'Sale1' }, 'reference-id too'],
  [{ 'require-protected': 'yes' }, 'The setting require-protected is "yes".'],
])('refuses %j', async (raw, message) => {
  const { settings, diagnostics } = await parseSettings(raw)
  expect({ settings, diagnostics }).toEqual({
    settings: undefined,
    diagnostics: [
      expect.objectContaining({
        rule: 'settings/value',
        message: expect.stringContaining(message),
      }),
    ],
  })
})
