import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{f as a}from"./chunk-BM4CVKGG.js";import"./chunk-AULE2I6Q.js";export default a();
