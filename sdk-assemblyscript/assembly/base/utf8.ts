// UTF-8, as hosts count and send it.

/**
 * Text of `len` bytes at `ptr`, decoded. Bytes that are not UTF-8 give
 * unspecified characters, never a trap.
 */
export function decode(ptr: usize, len: i32): string {
  return len > 0 ? String.UTF8.decodeUnsafe(ptr, len) : "";
}

/** Address of an encoded text; it stays valid while `bytes` is reachable. */
// @ts-ignore: decorator
@inline
export function at(bytes: ArrayBuffer): usize {
  return changetype<usize>(bytes);
}

/** The longest prefix of at most `cap` bytes that ends between characters. */
export function cut(ptr: usize, len: i32, cap: i32): i32 {
  if (len <= cap) return len;
  let end = cap;
  while (end > 0 && (load<u8>(ptr + end) & 0xc0) == 0x80) end--;
  return end;
}
