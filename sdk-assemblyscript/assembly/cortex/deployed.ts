// Which of the two hosts this is. Internal.

/** Not asked for capabilities yet, so not known. */
export const UNKNOWN: i32 = 0;
/** As the contract has it. */
export const DOCUMENTED: i32 = 1;
/** As CortexPrism is today. */
export const DEPLOYED: i32 = 2;

/** Told by how the host asks for capabilities, after each load and before any
 * tool runs. */
export let host: i32 = UNKNOWN;

export function noticed(kind: i32): void {
  host = kind;
}
