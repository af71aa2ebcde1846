import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{f as a}from"./chunk-B24CYVAR.js";import"./chunk-BUHYFCWK.js";export default a();
