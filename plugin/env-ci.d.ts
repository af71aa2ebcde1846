declare module 'env-ci' {
  interface EnvCi {
    /** Whether a CI service is known, or the variable CI is set; otherwise git is asked alone. */
    readonly isCi: boolean
    /** Of the CI service, `GitLab CI/CD`; undefined where there is none. */
    readonly name?: string
    readonly commit?: string
    readonly branch?: string
    readonly tag?: string
    readonly isPr?: boolean
    /** `owner/name` */
    readonly slug?: string
  }
  export default function envCi(options: {
    readonly env: Readonly<Record<string, string | undefined>>
    readonly cwd: string
  }): EnvCi
}
