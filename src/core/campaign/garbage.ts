import { setFlagsFromString } from 'node:v8'

/**
 * Has the engine clear up sooner, in the whole process from now on. Each request leaves some kilobytes
 * that nobody needs a moment later; the engine would let 20 to 30 MB more of them pile up, and be
 * hardly faster.
 */
export function clearUpSooner(): void {
  // How much the part of the heap for short-lived values grows when it is full.
  setFlagsFromString('--semi-space-growth-factor=1')
}
