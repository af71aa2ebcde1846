/** A table for people. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A table as Markdown. */
export function tableText({ columns, rows }: Table): string {
  return [columns, columns.map(() => '---'), ...rows]
    .map(row => `| ${row.join(' | ')} |`)
    .join('\n')
}
