// What the host gives: a block that our `alloc` gave it. Internal.
import { decode } from "../base/utf8";

/** Address (high half) and length (low half) of a result. */
// @ts-ignore: decorator
@inline
function address(packed: i64): usize {
  return <usize>(<u64>packed >> 32);
}

// @ts-ignore: decorator
@inline
function length(packed: i64): i32 {
  return <i32>packed;
}

/** The text of a result, whose block is given back. */
export function takeText(packed: i64): string {
  const text = decode(address(packed), length(packed));
  heap.free(address(packed));
  return text;
}

/** The bytes of a result, whose block is given back. */
export function takeBytes(packed: i64): Uint8Array {
  const bytes = new Uint8Array(length(packed));
  memory.copy(bytes.dataStart, address(packed), length(packed));
  heap.free(address(packed));
  return bytes;
}
