import { describe, expect, it } from 'vitest'
import {
  problemOfUser,
  RecipientsError,
  shortUser,
} from '../../../src/core/recipients/recipient.ts'
import { userOf } from './lists.ts'

const own = 'AHQ3TKOWLOIFJDLKFJGHD2347SDFLKJSDF7F2A'
const longest = userOf('A'.repeat(255 - 18))

describe('a user id', () => {
  it.each([
    userOf('A'),
    userOf(own),
    longest,
    userOf(`é${'A'.repeat(236)}`),
    userOf('a-b_c.d~e+f/g='),
    userOf('é😀"\\'),
  ])('may be %s', user => {
    expect(problemOfUser(user)).toBeUndefined()
  })

  it.each([
    ['', 'empty'],
    [`${longest}A`, 'has 256 characters'],
    [userOf(''), 'ends after'],
    [userOf('A B'), 'whitespace'],
    [userOf(`${own}\n`), 'whitespace'],
    [userOf('A\u0007'), 'cannot be seen'],
    [userOf('A\u200b'), 'cannot be seen'],
    [`"${userOf(own)}"`, 'quotes'],
    [`'${userOf(own)}`, 'quotes'],
    [`“${userOf(own)}”`, 'the user id amzn1.ask.account.AHQ3…7F2A; write'],
    [`""${userOf(own)}"'`, 'the user id amzn1.ask.account.AHQ3…7F2A; write'],
    [`"${longest}"`, 'quotes'],
    ['amzn1.account.AHQ3TKOW', 'Login with Amazon'],
    ['amzn1.ask.skill.0cd57d2f-9e48-4c3c-9c43-2a0a6a2a0d3a', 'a skill id'],
    ['amzn1.ask.person.ABC', 'a person id'],
    ['amzn1.ask.device.ABC', 'a device id'],
    ['amzn1.application-oa2-client.0cd57d2f9e48', 'a client id'],
    [`AMZN1.ASK.ACCOUNT.${own}`, 'in lowercase'],
    ['mary@example.com', 'email'],
    ['Mary <mary@example.com>', 'email'],
    ['EU', 'EU is not a user id'],
    [own, 'begin with "amzn1.ask.account."'],
  ])('is not %j', (user, says) => {
    const problem = problemOfUser(user)
    expect(problem).toContain(says)
    expect(problem).not.toContain(own)
    expect(problem).not.toContain('mary')
    expect(problem).toMatch(/^[\x20-\x7e…]+\.$/)
  })
})

describe('a user id that is shown', () => {
  it.each([
    [userOf(own), 'amzn1.ask.account.AHQ3…7F2A'],
    [userOf('A1'), userOf('A1')],
    ['something-quite-long', 'some…long'],
    ['x', 'x'],
    ['', ''],
    ['::warning::\u001b[31m and more', ':\\:wa…more'],
    ['::set\u001b', ':\\:set\\x1b'],
    [`${userOf('AB')}\n::error::`, 'amzn1.ask.account.AB ::error::'],
  ])('%j', (user, shown) => {
    expect(shortUser(user)).toBe(shown)
  })
})

it.each([
  [undefined, undefined],
  [7, { file: 'list.csv', line: 7, column: 1, endLine: 7, endColumn: 2 }],
])('what is wrong with a list is shown at line %s', (line, place) => {
  const error = new RecipientsError(
    'settings/users-file-missing',
    'list.csv',
    'It is empty.',
    'Fill it.',
    line,
  )
  expect(error.finding.place).toEqual(place)
  expect(error.finding).toMatchObject({ message: 'It is empty.', help: 'Fill it.' })
})
