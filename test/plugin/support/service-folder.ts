import { createHash } from 'node:crypto'
import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'

const projectFolder = fileURLToPath(new URL('../../..', import.meta.url))

/** A service laid out in a folder of its own, with this package installed. */
export interface ServiceFolder {
  readonly path: string
  /** A home folder without anybody's settings. */
  readonly home: string
  read(file: string): Promise<string>
  write(file: string, text: string): Promise<void>
  /** Copies another service into a folder below this one. */
  add(name: string, below: string): Promise<void>
  /** Writes the file anew with a text replaced, which it must contain. */
  replace(file: string, text: string, by: string): Promise<void>
  remove(): Promise<void>
}

/**
 * Copies a service into a temporary folder whose name has a space in it, and installs what is published
 * of this package into its `node_modules`. The folder is a checkout of one commit on the branch main.
 *
 * @param name of a service of `test/plugin/services`, or the path of the folder of another
 * @param files more files by path, or other texts for those it has
 */
export async function layOutService(
  name: string,
  files: Readonly<Record<string, string>> = {},
): Promise<ServiceFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'a service '))
  const path = join(folder, 'service')
  const home = join(folder, 'home')
  await mkdir(home)
  await cp(folderOf(name), path, { recursive: true })
  install(join(path, 'node_modules', 'alexa-proactive'))
  await commit(path)

  const read = (file: string) => readFile(join(path, file), 'utf8')
  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(path, file)), { recursive: true })
    await writeFile(join(path, file), text)
  }
  for (const [file, text] of Object.entries(files)) await write(file, text)
  return {
    path,
    home,
    read,
    write,
    add: (other, below) => cp(folderOf(other), join(path, below), { recursive: true }),
    async replace(file, text, by) {
      const before = await read(file)
      if (!before.includes(text)) throw new Error(`${file} does not contain "${text}"`)
      await write(file, before.replaceAll(text, by))
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function folderOf(service: string): string {
  return isAbsolute(service)
    ? service
    : fileURLToPath(new URL(`../services/${service}`, import.meta.url))
}

/** What is published of this package. */
const published = ['dist', 'schemas'].flatMap(top =>
  readdirSync(join(projectFolder, top), { recursive: true, withFileTypes: true }).map(entry => ({
    path: relative(projectFolder, join(entry.parentPath, entry.name)),
    isFolder: entry.isDirectory(),
  })),
)

/**
 * A link to the project would have the frameworks look for files to package in all of its `node_modules`.
 * Links to its files take less than half of what copies do, and a resident process knows them again.
 */
function install(folder: string): void {
  for (const name of ['dist', 'schemas']) mkdirSync(join(folder, name), { recursive: true })
  link('package.json', folder)
  for (const { path, isFolder } of published) {
    if (isFolder) mkdirSync(join(folder, path))
    else link(path, folder)
  }
}

function link(path: string, folder: string): void {
  const [from, to] = [join(projectFolder, path), join(folder, path)]
  try {
    linkSync(from, to)
  } catch {
    // On another disk.
    copyFileSync(from, to)
  }
}

/** Writes what `git init` and an empty `git commit` write, which would be three processes for each service. */
async function commit(path: string): Promise<void> {
  const who = 'a <a@example.com> 1700000000 +0000'
  // Git knows the tree without files by its hash.
  const tree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
  const text = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nservice\n`
  const object = `commit ${text.length}\0${text}`
  const hash = createHash('sha1').update(object).digest('hex')
  const files = {
    HEAD: 'ref: refs/heads/main\n',
    config: '[core]\n\trepositoryformatversion = 0\n\tbare = false\n',
    'refs/heads/main': `${hash}\n`,
    [`objects/${hash.slice(0, 2)}/${hash.slice(2)}`]: deflateSync(object),
  }
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, '.git', file)), { recursive: true })
    await writeFile(join(path, '.git', file), content)
  }
}
