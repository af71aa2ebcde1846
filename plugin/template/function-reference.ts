import { type Scope, unknown } from './resolve.ts'

/** A function as an ARN or a permission names it. Each part may be {@link unknown}, or have such stretches. */
export interface FunctionReference {
  readonly region: string
  readonly account: string
  readonly name: string
  /** The alias or version; empty for the function without either. */
  readonly qualifier: string
}

const nothingKnown: FunctionReference = {
  region: unknown,
  account: unknown,
  name: unknown,
  qualifier: unknown,
}

/**
 * Reads what AWS takes as the name of a function: `name`, `name:alias`, `account:function:name` or a
 * whole ARN, the last three with or without alias. What is left out is that of the deploy.
 */
export function functionReference(
  text: string,
  scope: Pick<Scope, 'region' | 'accountId'>,
): FunctionReference {
  if (text.startsWith('arn:')) return arnReference(text)
  // An unknown stretch may hold colons, so that nothing can be counted.
  if (text.includes(unknown)) return nothingKnown
  const [first = '', second = '', third, fourth] = text.split(':')
  const here = { region: scope.region, account: scope.accountId ?? unknown }
  if (second === 'function' && third !== undefined) {
    return { ...here, account: first, name: third, qualifier: plainQualifier(fourth) }
  }
  return { ...here, name: first, qualifier: plainQualifier(second) }
}

function arnReference(text: string): FunctionReference {
  const [, , , region, account, , name, qualifier] = text.split(':')
  if (region === undefined || account === undefined || name === undefined) return nothingKnown
  return {
    region,
    account,
    name,
    qualifier: name.includes(unknown) ? unknown : plainQualifier(qualifier),
  }
}

/** `$LATEST` is the function without version. */
function plainQualifier(qualifier = ''): string {
  return qualifier === '$LATEST' ? '' : qualifier
}

/** Whether two texts may turn out to be the same. */
export function mayBe(one: string, other: string): boolean {
  return one === other || one.includes(unknown) || other.includes(unknown)
}

/** Whether a qualifier is the number of a version; others are aliases. */
export function isVersion(qualifier: string): boolean {
  return /^\d+$/.test(qualifier)
}
