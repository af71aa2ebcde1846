/** Signs that an address is still to be filled in. */
const placeholders: readonly RegExp[] = [
  /^(?:todo|tbd)\b/i,
  // In capitals only: a function may be called my-todo-list.
  /(?<![A-Za-z\d])(?:TODO|FIXME|TBD)(?![A-Za-z\d])/,
  /(?<![a-z])(?:replace|change|fill)[-_ ]?(?:me|this|in)(?![a-z])/i,
  /(?<![a-z])placeholder(?![a-z])/i,
  // At the beginning of a part only: a function may be called save-your-money.
  /(?:^|[:/<[])your[-_ ]/i,
  /[-_ ]here$/i,
  /<[^<>]*>/,
  /x{4,}/i,
  /__[^_:]+(?:_[^_:]+)*__/,
  /\$\{[^{}]*\}/,
  /\{\{[^{}]*\}\}/,
  /%[A-Z_]+%/,
  /\.\.\.|…/,
]

/**
 * The part of an address that shows it is a placeholder (`TODO`, `<arn>`, `XXXX`, `__ARN__`,
 * `${Arn}`); undefined for a real address.
 */
export function placeholderIn(address: string): string | undefined {
  for (const pattern of placeholders) {
    const found = pattern.exec(address)
    if (found !== null) return found[0].replace(/^[:/]/, '')
  }
  return undefined
}

/** What is wrong with an ARN, in words that complete "The ARN …". */
export interface ArnMistake {
  readonly message: string
  readonly help: string
}

/** AWS regions whose functions Alexa can call (they offer the Alexa Skills Kit trigger). */
export const triggerRegions: readonly string[] = [
  'us-east-1',
  'us-west-2',
  'eu-west-1',
  'ap-northeast-1',
]

const parts = [
  'arn',
  'aws',
  'lambda',
  'the AWS region',
  'the account number',
  'function',
  'the name',
]

/** The shortest form of a whole ARN, for help texts. */
export const exampleArn = 'arn:aws:lambda:us-east-1:123456789012:function:my-skill'

/** The first mistake of the ARN of a Lambda function, with or without alias; undefined for a whole one. */
export function mistakeInArn(arn: string): ArnMistake | undefined {
  const given = arn.split(':')
  const missing = parts.findIndex((_, index) => (given[index] ?? '') === '')
  if (missing !== -1) return mistake(`lacks ${quotedPart(missing)}`)
  const [, partition, service, region, account, kind] = given
  if (partition !== undefined && !/^aws(?:-[a-z-]+)?$/.test(partition)) {
    return mistake(`has "${partition}" where "aws" is expected`)
  }
  if (service !== 'lambda') return mistake(`is of the service "${service}", not of Lambda`)
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region ?? '')) {
    return mistake(`has "${region}" where an AWS region is expected`)
  }
  if (!/^\d{12}$/.test(account ?? '')) {
    return mistake(`has "${account}" where an account number of twelve digits is expected`)
  }
  if (kind !== 'function') return mistake(`has "${kind}" where "function" is expected`)
  if (given.length > 8) return mistake('has parts after the alias')
  if (!given.slice(6).every(name => /^[\w$-]+$/.test(name))) {
    return mistake('has a name with other signs than letters, digits, "-" and "_"')
  }
  return undefined
}

/** The AWS region of a whole ARN. */
export function regionOfArn(arn: string): string {
  return arn.split(':')[3] ?? ''
}

function mistake(message: string): ArnMistake {
  return { message, help: `Write it whole, such as ${exampleArn}.` }
}

function quotedPart(index: number): string {
  const part = parts[index] ?? ''
  return part.startsWith('the ') ? part : `"${part}"`
}
