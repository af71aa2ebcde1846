// The package types its main entry alone. That entry loads twice the code this project needs.
declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici'
}
