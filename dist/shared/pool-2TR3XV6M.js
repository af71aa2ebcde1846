import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
import{s as a}from"./chunk-YKV52AQM.js";import"./chunk-BM4CVKGG.js";import"./chunk-AULE2I6Q.js";export default a();
