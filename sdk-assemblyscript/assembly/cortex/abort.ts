import { host_log } from "../abi/cortex";
import { at } from "../base/utf8";

/**
 * What `abort`, `throw` and failed assertions become: one line in the host's
 * log, then a trap. CortexPrism has no `env.abort`.
 */
export function abort(
  message: string | null = "",
  file: string | null = "",
  line: u32 = 0,
  column: u32 = 0,
): void {
  const text = "abort: " + (message === null ? "" : message) + " (" +
    (file === null ? "" : file) + ":" + line.toString() + ":" + column.toString() + ")";
  const utf8 = String.UTF8.encode(text);
  host_log(at(utf8), utf8.byteLength);
  unreachable();
}
