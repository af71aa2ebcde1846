/** The processes of this machine. */
export interface Processes {
  readonly host: string
  /** The number of this process. */
  readonly own: number
  /** Something about a process that another one of the same number would not share; undefined where the system does not tell. */
  startOf(process: number): string | undefined
  isAlive(process: number): boolean
}
