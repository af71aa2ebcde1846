import { setFlagsFromString } from 'node:v8'

/**
 * Has the engine clear up sooner, in the whole process from now on. Each request leaves some kilobytes
 * that nobody needs a moment later; the engine would let more of them pile up, and be no faster.
 */
export function clearUpSooner(): void {
  // How much the part of the heap for what has lived for a while grows before it is looked through.
  setFlagsFromString('--heap-growing-percent=200')
}
