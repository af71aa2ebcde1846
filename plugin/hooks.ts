export { openDeployment } from './deployment.ts'
export { runCommand } from './run-command.ts'
