// What Hugind calls. asconfig/hugind.json makes the module export `alloc` and
// `llm_on_token`; with a configuration of your own, write
//   export * from "guestkit/assembly/hugind/exports";
import { decode } from "../base/utf8";
import { gotLine, gotToken } from "./stream";

/** Where the host puts a result: a block of the guest's heap, which the SDK
 * gives back as soon as it has read it. Never 0: without memory it traps. */
export function alloc(size: i32): i32 {
  return <i32>heap.alloc(<usize>size);
}

/** A piece of an answer, while `chatStream` waits. */
export function llm_on_token(ptr: usize, len: i32): void {
  const text = decode(ptr, len);
  heap.free(ptr);
  gotToken(text);
}

/** A line of the server's stream, likewise. */
export function llm_on_sse(ptr: usize, len: i32): void {
  const text = decode(ptr, len);
  heap.free(ptr);
  gotLine(text);
}
