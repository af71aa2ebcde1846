import { describe, expect, it } from 'vitest'
import { gitCommit } from '../../plugin/git-commit.ts'

const commit = '0123456789abcdef0123456789abcdef01234567'
const other = 'f'.repeat(40)

const cases: readonly {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly found: string | undefined
}[] = [
  {
    name: 'a branch',
    files: {
      '/repo/.git/HEAD': 'ref: refs/heads/main\n',
      '/repo/.git/refs/heads/main': `${commit}\n`,
    },
    found: commit,
  },
  {
    name: 'a branch among packed ones',
    files: {
      '/repo/.git/HEAD': 'ref: refs/heads/main\n',
      '/repo/.git/packed-refs': `# pack-refs\n${other} refs/heads/not-main\n${commit} refs/heads/main\n`,
    },
    found: commit,
  },
  { name: 'no branch', files: { '/repo/.git/HEAD': `${commit}\n` }, found: commit },
  {
    name: 'a worktree',
    files: {
      '/repo/service/.git': 'gitdir: /main/.git/worktrees/one\n',
      '/main/.git/worktrees/one/HEAD': 'ref: refs/heads/topic\n',
      '/main/.git/worktrees/one/commondir': '../..\n',
      '/main/.git/refs/heads/topic': `${commit}\n`,
    },
    found: commit,
  },
  {
    name: 'a branch without a commit',
    files: { '/repo/.git/HEAD': 'ref: refs/heads/main\n' },
    found: undefined,
  },
  { name: 'no repository', files: {}, found: undefined },
]

describe('the commit that is checked out', () => {
  it.each(cases)('$name', async ({ files, found }) => {
    const readFile = async (path: string) => {
      const text = files[path]
      if (path.endsWith('/.git') && text === undefined) throw new Error('EISDIR')
      return text === undefined ? undefined : new TextEncoder().encode(text)
    }
    expect(await gitCommit('/repo/service', { readFile })).toBe(found)
  })
})
