import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{l as a}from"./chunk-CKAKAQDS.js";import"./chunk-B24CYVAR.js";import"./chunk-BUHYFCWK.js";export default a();
