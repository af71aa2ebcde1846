import { setFlagsFromString } from 'node:v8'

/**
 * Has the engine clear up sooner, in the whole process from now on. Each request leaves some kilobytes
 * that nobody needs a moment later; the engine would let them pile up to 100 MB more, and be no faster.
 */
export function clearUpSooner(): void {
  // How much the part of the heap for short-lived values grows when it is full, and the other part.
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=200')
}
