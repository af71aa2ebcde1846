/** Something that goes wrong, once. */
export type AwsFault =
  /** The next call of this kind (`CloudFormation CreateChangeSet`) is refused. */
  | {
      readonly kind: 'refusal'
      readonly call: string
      readonly status: number
      readonly code: string
      readonly message: string
    }
  /** The next call of this kind is answered late. */
  | { readonly kind: 'slow'; readonly call: string; readonly milliseconds: number }
  /** The next change of an existing stack fails at this resource, and is rolled back. */
  | { readonly kind: 'stack-fails'; readonly resource: string; readonly reason: string }
  /** The next change set, or direct update, finds that there is nothing to change. */
  | { readonly kind: 'no-changes' }

/** Faults that are still to happen. */
export interface Faults {
  order(fault: AwsFault): void
  /** The first fault of a kind for which `fits` holds; it will not happen again. */
  take<Kind extends AwsFault['kind']>(
    kind: Kind,
    fits?: (fault: Extract<AwsFault, { readonly kind: Kind }>) => boolean,
  ): Extract<AwsFault, { readonly kind: Kind }> | undefined
  /** Those that nothing has asked for yet. */
  remaining(): readonly AwsFault[]
}

/** An empty plan of faults. */
export function openFaults(): Faults {
  let planned: readonly AwsFault[] = []
  return {
    order: fault => {
      planned = [...planned, fault]
    },
    take: (kind, fits = () => true) => {
      for (const fault of planned) {
        if (!isOfKind(fault, kind) || !fits(fault)) continue
        planned = planned.filter(other => other !== fault)
        return fault
      }
      return undefined
    },
    remaining: () => planned,
  }
}

function isOfKind<Kind extends AwsFault['kind']>(
  fault: AwsFault,
  kind: Kind,
): fault is Extract<AwsFault, { readonly kind: Kind }> {
  return fault.kind === kind
}
