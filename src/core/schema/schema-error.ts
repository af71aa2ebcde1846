/** What a generated validator objects to. */
export interface SchemaError {
  /** JSON Pointer of the value. */
  readonly instancePath: string
  /** The keyword of JSON Schema that is not met. */
  readonly keyword: string
  readonly params?: {
    readonly missingProperty?: string
    readonly additionalProperty?: string
  }
}
