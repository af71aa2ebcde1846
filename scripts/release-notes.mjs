import { readFileSync } from 'node:fs'

// Prints what CHANGELOG.md says of a tag: node scripts/release-notes.mjs v1.2.0. Fails where package.json
// has another version, or where the changelog has nothing of it. Plain JavaScript, to run before anything is
// installed.

const root = new URL('../', import.meta.url)
const [tag = ''] = process.argv.slice(2)
const version = tag.replace(/^v/, '')
const { version: packaged } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const changelog = readFileSync(new URL('CHANGELOG.md', root), 'utf8')
const section = changelog.split(/^## /m).find(text => text.startsWith(`[${version}]`))
const notes = section?.slice(section.indexOf('\n')).trim()

if (packaged !== version) {
  console.error(`The tag is ${tag}, but package.json has version ${packaged}.`)
  process.exitCode = 1
} else if (notes === undefined || notes === '') {
  console.error(`CHANGELOG.md has no entry "## [${version}]" with anything in it.`)
  process.exitCode = 1
} else {
  console.log(notes)
}
